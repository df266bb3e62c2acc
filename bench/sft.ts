/**
 * How long it takes to turn runs of SWE-agent into training data, here and with SWE-smith's own converter, whether the
 * rows are the same, and what memory it takes: the peak of the process, and what is alive at the end.
 *
 *     npm run bench:sft [-- --runs 10000] [--turns 12]
 *
 * Makes so many `.traj` files, half of them as SWE-agent wrote them before 1.1.0, in a folder that is removed
 * afterwards. `swesmith` comes from PyPI, into a virtual environment under `.cache`; it gets our system prompt in the
 * place of its own, so that rows can be compared byte by byte.
 */
import { execFileSync } from 'node:child_process';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { collectSft, readTrajectories, sftXmlSystemPrompt } from 'bugsmith';

const swesmithVersion = '0.0.9';
const { values: settings } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    turns: { type: 'string', default: '12' },
    convert: { type: 'string' },
    to: { type: 'string' },
  },
});

/** What garbage may pile up in before the engine has to collect it. */
const smallHeap = ['--max-semi-space-size=1', '--max-old-space-size=48'];

const theirConverter = `
import json, sys, time
from pathlib import Path
from swesmith.train.traj_mgr.utils import transform_traj_xml
start, processor = time.perf_counter(), time.process_time()
with open(sys.argv[2], "w") as out:
    for folder in sorted(Path(sys.argv[1]).iterdir()):
        row = transform_traj_xml(json.loads((folder / f"{folder.name}.traj").read_text()))
        row["instance_id"] = folder.name
        out.write(json.dumps(row) + "\\n")
print(json.dumps({"seconds": time.perf_counter() - start, "processorSeconds": time.process_time() - processor}))
`;

/** What converting a folder took. */
type Conversion = {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly rows: number;
  readonly dropped: number;
  /** Largest memory of the process. */
  readonly peakBytes: number;
  /** What is left after a collection, by the last run but before the rows are drawn and written. */
  readonly heapBytes: number;
  readonly buffersBytes: number;
};

/** Converts a folder and prints what it took; in a process of its own, with `--expose-gc`. */
async function convert(folder: string, path: string): Promise<void> {
  const runs = readdirSync(folder).length;
  const [start, processor] = [performance.now(), process.cpuUsage()];
  const atEnd = { heapBytes: 0, buffersBytes: 0 };
  const { rows, dropped } = await collectSft(
    { trajectories: readTrajectories(folder), resolutions: () => true },
    {
      path,
      onProgress({ read }) {
        if (read !== runs) return;
        globalThis.gc?.();
        const { heapUsed, arrayBuffers } = process.memoryUsage();
        Object.assign(atEnd, { heapBytes: heapUsed, buffersBytes: arrayBuffers });
      },
    },
  );
  const { user, system } = process.cpuUsage(processor);
  const conversion: Conversion = {
    seconds: (performance.now() - start) / 1000,
    processorSeconds: (user + system) / 1e6,
    rows,
    dropped: dropped.length,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    ...atEnd,
  };
  console.log(JSON.stringify(conversion));
}

function makeRun(index: number, turns: number): object {
  const history: object[] = [
    { role: 'system', content: 'You fix bugs.', agent: 'main', message_type: 'system_prompt' },
    {
      role: 'user',
      content: `Fix problem ${index}.\n`.repeat(40),
      agent: 'main',
      message_type: 'observation',
    },
  ];
  const isOld = index % 2 === 0;
  const trajectory = Array.from({ length: turns }, (_, turn) => {
    const query = [...history];
    const isLast = turn === turns - 1;
    const given =
      turn % 2 === 0
        ? { command: 'view', path: `/testbed/a${turn}.py`, view_range: [turn, turn + 50] }
        : { command: 'str_replace', path: '/testbed/a.py', old_str: `x = ${turn}\r\n`, new_str: "y = 'é'\n" };
    const call = isLast
      ? { name: 'submit', arguments: '{}' }
      : { name: 'str_replace_editor', arguments: JSON.stringify(given) };
    const thought = `Turn ${turn} of run ${index}: the value is not what it should be.`;
    const observation = `OBSERVATION:\n${`${turn}\tdef function(value):  # \u2713\r\n`.repeat(20)}`;
    const action = { thought, action: call.name, agent: 'main', message_type: 'action' };
    const toolCalls = [{ index: 1, function: call, id: `toolu_${turn}`, type: 'function' }];
    history.push({ role: 'assistant', content: thought, ...action, tool_calls: toolCalls });
    history.push({
      role: 'tool',
      content: [{ type: 'text', text: observation }],
      agent: 'main',
      message_type: 'observation',
      tool_call_ids: [`toolu_${turn}`],
    });
    const step = {
      action: call.name,
      observation,
      response: thought,
      thought,
      execution_time: 0.5,
      state: {},
    };
    return isOld ? { ...step, messages: [...history] } : { ...step, query };
  });
  return {
    trajectory,
    history,
    info: { exit_status: 'submitted', submission: 'diff --git a/a.py b/a.py\n' },
    replay_config: null,
    environment: 'main',
  };
}

const nameOf = (index: number): string => `acme__lib.0123abcd.lm_modify__${String(index).padStart(8, '0')}`;

function makeRuns(folder: string, from: number, to: number, turns: number): void {
  for (let index = from; index < to; index += 1) {
    mkdirSync(join(folder, nameOf(index)), { recursive: true });
    writeFileSync(
      join(folder, nameOf(index), `${nameOf(index)}.traj`),
      JSON.stringify(makeRun(index, turns), null, 2),
    );
  }
}

function preparePython(): string {
  const environment = join(import.meta.dirname, '../.cache/swesmith', swesmithVersion);
  const python = join(environment, 'bin/python');
  if (!existsSync(python)) {
    execFileSync('python3', ['-m', 'venv', environment], { stdio: 'inherit' });
    const packages = [`swesmith==${swesmithVersion}`, 'pyyaml'];
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', ...packages], { stdio: 'inherit' });
  }
  // The package looks for this file beside itself and does not bring it.
  const find = 'import pathlib, swesmith; print(pathlib.Path(swesmith.__file__).parent.parent / "agent")';
  const place = execFileSync(python, ['-c', find], { encoding: 'utf8' }).trim();
  mkdirSync(place, { recursive: true });
  const prompt = { agent: { templates: { system_template: sftXmlSystemPrompt } } };
  writeFileSync(join(place, 'swesmith_infer.yaml'), JSON.stringify(prompt));
  return python;
}

/** Converts a folder in a process of its own, and says what memory that took. */
function convertHere(folder: string, path: string, ...flags: readonly string[]): Conversion {
  const command = ['--expose-gc', ...flags, import.meta.filename, '--convert', folder, '--to', path];
  const output = execFileSync(process.execPath, command, { encoding: 'utf8' });
  const conversion = JSON.parse(output) as Conversion;
  const { rows, dropped, peakBytes, heapBytes, buffersBytes } = conversion;
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  const memory = `peak ${megabytes(peakBytes)}, live heap ${megabytes(heapBytes)}, live buffers ${megabytes(buffersBytes)}`;
  console.log(`memory for ${rows + dropped} runs ${flags.join(' ')}: ${memory}`);
  return conversion;
}

async function* readLines(path: string): AsyncIterable<string> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity }))
    yield line;
}

/** Compares the rows of both; those of ours may have more messages at the end. */
async function compare(ours: string, theirs: string): Promise<Record<string, number>> {
  const keyOf = (line: string): string => /"instance_id": "([^"]*)"\}$/.exec(line)?.[1] ?? '';
  const hashed = new Map<string, string>();
  for await (const line of readLines(theirs)) hashed.set(keyOf(line), line);
  const counts = { same: 0, 'with the last answer': 0, different: 0 };
  for await (const line of readLines(ours)) {
    const other = hashed.get(keyOf(line)) ?? '';
    const end = other.lastIndexOf('], "instance_id"');
    const isLonger =
      other !== '' &&
      line.startsWith(`${other.slice(0, end)}, {"role": "assistant"`) &&
      !line.slice(end + 20).includes('"role": ');
    counts[line === other ? 'same' : isLonger ? 'with the last answer' : 'different'] += 1;
  }
  return counts;
}

async function measure(): Promise<void> {
  const runs = Number(settings.runs);
  const few = Math.min(runs, 1000);
  const folder = mkdtempSync(join(tmpdir(), 'bugsmith-bench-'));
  try {
    const python = preparePython();
    const [files, ours, theirs] = ['runs', 'ours.jsonl', 'theirs.jsonl'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    makeRuns(files, 0, few, Number(settings.turns));
    const size = readFileSync(join(files, nameOf(0), `${nameOf(0)}.traj`)).length;
    convertHere(files, ours);
    makeRuns(files, few, runs, Number(settings.turns));
    const after = convertHere(files, ours);
    convertHere(files, ours, ...smallHeap);
    const output = execFileSync(python, ['-c', theirConverter, files, theirs], { encoding: 'utf8' });
    const other = JSON.parse(output) as { seconds: number; processorSeconds: number };
    console.log(`${runs} runs of ${settings.turns} turns, about ${Math.round(size / 1024)} KiB each:`);
    const describe = (converter: string, time: typeof other): object => ({
      converter,
      seconds: time.seconds.toFixed(1),
      'processor seconds': time.processorSeconds.toFixed(1),
      'runs per processor second': Math.round(runs / time.processorSeconds),
    });
    console.table([describe('bugsmith', after), describe(`swesmith ${swesmithVersion}`, other)]);
    const ratio = other.processorSeconds / after.processorSeconds;
    console.log(`swesmith takes ${ratio.toFixed(2)} times the processor time of bugsmith`);
    console.log('rows:', { ...(await compare(ours, theirs)), dropped: after.dropped });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (settings.convert !== undefined && settings.to !== undefined) await convert(settings.convert, settings.to);
else await measure();
