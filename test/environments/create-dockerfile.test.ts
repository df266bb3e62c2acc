import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDockerfile } from '../../src/environments/create-dockerfile.ts';
import type { EnvironmentSpecification } from '../../src/environments/environment-specification.ts';
import { InvalidArgumentError } from '../../src/errors/invalid-argument-error.ts';

const specification: EnvironmentSpecification = {
  repository: 'owner/shop',
  commit: '0123456789abcdef0123456789abcdef01234567',
  baseImage: 'python:3.10',
  systemPackages: ['libxml2-dev', 'ghostscript=10.0.0~dfsg-11'],
  python: '3.10',
  install: ['python -m pip install -e .[test]', 'rm tests/test_slow.py'],
  testCommand: 'python -m pytest',
  architecture: 'x86_64',
};

/** The commands of `RUN` instructions, read by the rules of a Dockerfile: `\` joins lines, JSON is a list. */
function readCommands(dockerfile: string): string[] {
  return dockerfile
    .replaceAll(/\\[ \t]*\n/g, '')
    .split('\n')
    .filter((line) => line.startsWith('RUN '))
    .map((line) => line.slice(4).trim())
    .map((text) => (text.startsWith('[') ? ((JSON.parse(text) as string[])[2] ?? '') : text));
}

const install = (command: string): string => createDockerfile({ ...specification, install: [command] });

describe('createDockerfile', () => {
  it('gives a text that can be read from top to bottom', () => {
    const dockerfile = createDockerfile(specification);
    const firsts = dockerfile.split('\n').filter((line) => /^[A-Z#]/.test(line));
    expect(firsts.map((line) => line.slice(0, 110))).toEqual(
      [
        '# owner/shop at 0123456789abcdef0123456789abcdef01234567, by bugsmith.',
        'FROM python:3.10',
        'USER root',
        'SHELL ["/bin/sh", "-c"]',
        '# For the steps below only; the values stay readable in the history of the image.',
        'ARG DEBIAN_FRONTEND=noninteractive',
        'ARG PIP_DISABLE_PIP_VERSION_CHECK=1',
        'ARG PIP_NO_CACHE_DIR=1',
        'ARG PIP_NO_INPUT=1',
        'ARG SETUPTOOLS_SCM_PRETEND_VERSION=0.0.0',
        'RUN apt-get update && apt-get install -y --no-install-recommends libxml2-dev ghostscript=10.0.0~dfsg-11 && rm -',
        'RUN command -v git >/dev/null || (apt-get update && apt-get install -y --no-install-recommends git ca-certificat',
        'RUN "$(command -v python3.10 || command -v python3)" -m venv /opt/venv',
        'ENV VIRTUAL_ENV=/opt/venv',
        'ENV PATH=/opt/venv/bin:$PATH',
        'LABEL bugsmith.image.kind="environment" \\',
        'WORKDIR /testbed',
        'COPY repository/ /testbed/',
        'RUN export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null \\',
        'RUN python -m pip install -e .[test]',
        'RUN rm tests/test_slow.py',
        'RUN export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null \\',
      ].map((line) => line.slice(0, 110)),
    );
    expect(createDockerfile(structuredClone(specification))).toBe(dockerfile);
  });

  it('leaves out what is not asked for', () => {
    const dockerfile = createDockerfile({ ...specification, systemPackages: [], install: [], python: '3' });
    expect(readCommands(dockerfile)).toHaveLength(4);
    expect(dockerfile).toContain('\nRUN python3 -m venv /opt/venv\n');
  });

  it('declares build arguments once, in an order of its own', () => {
    const argumentNames = ['PIP_INDEX_URL', 'PIP_NO_INPUT', 'A'];
    const lines = createDockerfile(specification, { argumentNames }).split('\n');
    expect(lines.filter((line) => line.startsWith('ARG ')).slice(3)).toEqual([
      'ARG PIP_NO_INPUT=1',
      'ARG SETUPTOOLS_SCM_PRETEND_VERSION=0.0.0',
      'ARG A',
      'ARG PIP_INDEX_URL',
    ]);
  });

  it.each([
    'echo one\necho two',
    String.raw`echo a \ `,
    String.raw`printf 'a\nb' \\`,
    'cat <<EOF > made.txt\ntext\nEOF',
    '[ -f setup.py ] && echo there',
    '--mount=type=bind echo',
    '# nothing',
    ' echo indented',
    'echo \'grüße\' "$HOME" `date` # why',
    'FROM scratch',
    '\tmake',
  ])('keeps the command %j whole', (command) => {
    expect(readCommands(install(command)).at(-2)).toBe(command);
  });

  it('keeps any command whole, and what comes after it', () => {
    const piece = fc.oneof(
      fc.constantFrom('\n', '\\', '<<', '"', "'", '$', '[', ']', ' ', '\t', '#', '\r', 'RUN', '\u2028'),
      fc.string({ unit: 'grapheme', minLength: 1 }),
    );
    const anyCommand = fc
      .array(piece, { minLength: 1, maxLength: 12 })
      .map((pieces) => pieces.join(''))
      .filter((command) => /\S/u.test(command) && !command.includes('\0') && command.isWellFormed());
    fc.assert(
      fc.property(anyCommand, (command) => {
        const dockerfile = install(command);
        expect(readCommands(dockerfile).at(-2)).toBe(command);
        expect(dockerfile.split('\n')).toHaveLength(install('true').split('\n').length);
        expect(dockerfile).not.toContain('<<');
      }),
      { numRuns: 300 },
    );
  });

  it('gives own steps a shell can read', () => {
    for (const command of readCommands(createDockerfile(specification))) {
      execFileSync('sh', ['-n', '-c', command]);
    }
  });

  it.each([
    ['repository', 'owner/shop"\nRUN evil'],
    ['commit', 'HEAD'],
    ['baseImage', 'debian AS other'],
    ['baseImage', 'debian\nRUN evil'],
    ['baseImage', '--platform=x'],
    ['python', '3.10; evil'],
    ['architecture', 'riscv'],
    ['testCommand', ' '],
    ['install', ['true', '']],
    ['install', ['a\0b']],
    ['install', ['x'.repeat(40_000)]],
    ['systemPackages', ['git', '-o=evil']],
    ['systemPackages', ['a b']],
    ['systemPackages', ['$(evil)']],
    ['systemPackages', ['./evil.deb']],
    ['importRoots', ['../other']],
    ['extra', 1],
  ])('refuses %s %j', (field, value) => {
    const attempt = (): string => createDockerfile({ ...specification, [field]: value });
    expect(attempt).toThrow(InvalidArgumentError);
    expect(attempt).toThrow(`specification.${field}`);
  });
});
