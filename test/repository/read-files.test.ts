import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryRepository } from '../../src/repository/create-memory-repository.ts';
import { openRepository } from '../../src/repository/open-repository.ts';
import type { Repository } from '../../src/repository/repository.ts';
import { catchError, makeCheckout, makeDirectory, readAll, readTexts, wrapGit } from './git-checkout.ts';

const files = { 'a.py': 'a', 'b.py': 'b', 'c/d.py': 'd', link: { link: 'a.py' } };

const sources: readonly [string, () => Promise<Repository>][] = [
  ['a checkout', async () => openRepository(makeCheckout(files))],
  [
    'a memory repository',
    async () => createMemoryRepository({ files: { ...files, link: { content: 'a.py', mode: '120000' } } }),
  ],
];

describe.each(sources)('reading files of %s', (_, open) => {
  it('keeps the order asked, and repetitions', async () => {
    const repository = await open();
    const asked = ['c/d.py', 'a.py', 'link', 'b.py', 'a.py'];
    const read = await readAll(repository, asked);
    expect(read.map(({ path }) => path)).toEqual(asked);
    expect(read.map(({ mode }) => mode)).toEqual(['100644', '100644', '120000', '100644', '100644']);
    expect(read.map(({ content }) => Buffer.from(content).toString())).toEqual(['d', 'a', 'a.py', 'b', 'a']);
  });

  it('takes any iterable of paths and none', async () => {
    const repository = await open();
    expect(await readTexts(repository, new Set(['b.py']))).toEqual({ 'b.py': 'b' });
    expect(await readTexts(repository, [])).toEqual({});
  });

  it.each(['d.py', './a.py', 'c', '', '../a.py', 'a.py\n', '__proto__'])('knows no file %j', async (path) => {
    const repository = await open();
    const error = await catchError(readTexts(repository, ['a.py', path]));
    expect(error).toMatchObject({ name: 'RepositoryError', reason: 'not-found' });
    expect(error.message).toContain(JSON.stringify(path));
  });

  it('gives bytes of its own each time', async () => {
    const repository = await open();
    for await (const { content } of repository.readFiles(['a.py'])) content.fill(0);
    expect(await readTexts(repository, ['a.py'])).toEqual({ 'a.py': 'a' });
  });

  it('can be read by several at once', async () => {
    const repository = await open();
    const all = await Promise.all(Array.from({ length: 5 }, () => readTexts(repository)));
    expect(all).toEqual(all.map(() => ({ 'a.py': 'a', 'b.py': 'b', 'c/d.py': 'd', link: 'a.py' })));
  });
});

describe('reading files of a checkout', () => {
  it('gives arbitrary bytes back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), async (contents) => {
        const entries = contents.map((content, index) => [`${index}.bin`, content] as const);
        const repository = await openRepository(
          makeCheckout({ ...Object.fromEntries(entries), '.gitattributes': '* -text' }),
        );
        for (const [path, content] of entries) {
          const [read] = await readAll(repository, [path]);
          expect(read?.content).toEqual(content);
        }
      }),
      { numRuns: 5 },
    );
  });

  it('gives back contents that look like answers of git, and large ones', async () => {
    const id = '0'.repeat(40);
    const large = new Uint8Array(3_000_000).map((_, index) => index * 7);
    const contents = {
      answer: `${id} blob 5\nhello\n`,
      crlf: 'a\r\nb\r\n',
      empty: '',
      large,
      missing: `${id} missing\n`,
      newlines: '\n\n\n',
    };
    const repository = await openRepository(makeCheckout(contents));
    const read = await readAll(repository, Object.keys(contents));
    expect(read.map(({ content }) => content)).toEqual(
      Object.values(contents).map((content) =>
        typeof content === 'string' ? new Uint8Array(Buffer.from(content)) : content,
      ),
    );
  });

  const manyFiles = Object.fromEntries(
    Array.from({ length: 200 }, (_, index) => [`f${index}.txt`, `${index}`.padEnd(100_000, '.')]),
  );

  it('uses one process, which ends with the loop', async () => {
    const log = join(makeDirectory(), 'processes');
    const repository = await openRepository(makeCheckout(manyFiles));
    wrapGit(`echo $$ >> '${log}'\nexec "$GIT" "$@"`);
    for await (const { path } of repository.readFiles(Object.keys(manyFiles))) if (path === 'f3.txt') break;
    const failing = (async () => {
      for await (const { path } of repository.readFiles(Object.keys(manyFiles))) throw new Error(path);
    })();
    expect((await catchError(failing)).message).toBe('f0.txt');
    await readTexts(repository, Object.keys(manyFiles));
    const processes = readFileSync(log, 'utf8').trim().split('\n').map(Number);
    expect(processes).toHaveLength(3);
    for (const id of processes) expect(() => process.kill(id, 0)).toThrow('ESRCH');
  });

  it('starts no process for an unknown path, or before the first file is asked for', async () => {
    const log = join(makeDirectory(), 'processes');
    const repository = await openRepository(makeCheckout({ 'a.py': '' }));
    wrapGit(`echo $$ >> '${log}'\nexec "$GIT" "$@"`);
    repository.readFiles(['a.py']);
    await catchError(readTexts(repository, ['a.py', 'b.py']));
    expect(() => readFileSync(log)).toThrow('ENOENT');
  });

  it('lets git wait while the consumer does', async () => {
    const log = join(makeDirectory(), 'output');
    const repository = await openRepository(makeCheckout(manyFiles));
    wrapGit(`"$GIT" "$@" | tee '${log}'`);
    const reading = repository.readFiles(Object.keys(manyFiles))[Symbol.asyncIterator]();
    await reading.next();
    let size = -1;
    // Until nothing more is printed.
    while (size !== statSync(log).size) {
      size = statSync(log).size;
      await sleep(100);
    }
    expect(size).toBeGreaterThan(100_000);
    expect(size).toBeLessThan(2_000_000);
    let count = 1;
    while ((await reading.next()).done !== true) count += 1;
    expect(count).toBe(200);
    expect(statSync(log).size).toBeGreaterThan(20_000_000);
  });
});
