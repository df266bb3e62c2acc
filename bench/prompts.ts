/**
 * How many tokens the prompts of `LmModifier` have, and, where its files are given, those of SWE-smith's for the same
 * entities of the same repository.
 *
 *     npm run bench:prompts [-- DIRECTORY] [--functions lm_modify.yml] [--classes class_basic.yml]
 *                           [--rewrite lm_rewrite.yml] [--entities 300]
 *
 * Takes the standard library of the machine's Python when no directory is given. The files are those in
 * `configs/bug_gen` of SWE-smith. Tokens are counted as GPT-4o and later models count them (o200k_base), without the
 * few that a provider adds to each message.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import {
  type CodeEntity,
  createModifyMessages,
  createRewriteMessages,
  LmModifier,
  type LmPrompt,
  parseSwesmithPrompt,
} from 'bugsmith';
import { scriptedProvider } from 'bugsmith/testing';

import { openDirectory } from './open-directory.ts';

const { values: settings, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    functions: { type: 'string' },
    classes: { type: 'string' },
    rewrite: { type: 'string' },
    entities: { type: 'string', default: '300' },
  },
});
const directory =
  positionals[0] ??
  execFileSync('python3', ['-c', 'import sysconfig; print(sysconfig.get_path("stdlib"))'], {
    encoding: 'utf8',
  }).trim();
const everything = openDirectory(directory);
const isLeftOut = /(?:^|\/)(?:site-packages|tests?|idle_test)\//;
const repository = { ...everything, files: everything.files.filter(({ path }) => !isLeftOut.test(path)) };

type Job = {
  readonly name: string;
  readonly mode: 'modify' | 'rewrite';
  readonly kinds: readonly CodeEntity['kind'][];
  readonly own: LmPrompt;
  readonly file: string | undefined;
};
const functions = ['function', 'method'] as const;
const jobs: readonly Job[] = [
  {
    name: 'modify functions',
    mode: 'modify',
    kinds: functions,
    own: createModifyMessages,
    file: settings.functions,
  },
  {
    name: 'modify classes',
    mode: 'modify',
    kinds: ['class'],
    own: createModifyMessages,
    file: settings.classes,
  },
  {
    name: 'rewrite functions',
    mode: 'rewrite',
    kinds: functions,
    own: createRewriteMessages,
    file: settings.rewrite,
  },
];

/** Tokens a call has on average: all of them, and those of the code that is shown. */
async function count({ mode, kinds }: Job, prompt: LmPrompt) {
  let code = 0;
  const modifier = new LmModifier({
    provider: scriptedProvider([]),
    mode,
    kinds,
    maxEntities: Number(settings.entities),
    onSkip: () => undefined,
    prompt(facts) {
      code += countTokens(mode === 'modify' ? facts.code : facts.fileWithoutCode);
      return prompt(facts);
    },
  });
  let calls = 0;
  let tokens = 0;
  for await (const { messages } of modifier.requests(repository)) {
    calls += 1;
    for (const { content } of messages) tokens += countTokens(content);
  }
  return { calls, tokens: tokens / calls, code: code / calls };
}

console.log(`Tokens for each call, on average; entities of ${directory} drawn by the usual seed:`);
const rows: Record<string, string | number>[] = [];
for (const job of jobs) {
  const prompts: [string, LmPrompt][] = [['bugsmith', job.own]];
  if (job.file !== undefined) {
    const { prompt } = parseSwesmithPrompt(readFileSync(job.file, 'utf8'), { file: job.file });
    prompts.push([`SWE-smith (${job.file.split('/').at(-1) ?? ''})`, prompt]);
  }
  for (const [prompt, messages] of prompts) {
    const { calls, tokens, code } = await count(job, messages);
    rows.push({
      job: job.name,
      prompt,
      calls,
      'tokens in': Math.round(tokens),
      'of them code': Math.round(code),
      'of them instructions': Math.round(tokens - code),
    });
  }
}
console.table(rows);
