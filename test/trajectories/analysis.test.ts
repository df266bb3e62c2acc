import {
  analyzeTrajectories,
  createPatch,
  findBaseCommand,
  findFailureMode,
  findLongestRepetition,
  formatCsvTable,
  formatMarkdownTables,
  toAnalysisTables,
  type Trajectory,
  type TrajectoryEnding,
} from 'bugsmith';
import { describe, expect, it } from 'vitest';

const makeRun = (actions: readonly string[], facts: Partial<Trajectory> = {}): Trajectory => ({
  source: 'swe-agent',
  instanceId: 'a',
  messages: [],
  steps: actions.map((action, index) => ({ turn: index + 1, thought: '', action, observation: '' })),
  ending: 'submitted',
  exitStatus: null,
  submission: null,
  usage: { calls: actions.length },
  ...facts,
});

describe('findBaseCommand', () => {
  it.each([
    ['ls -la', 'ls'],
    ['PYTHONPATH=/testbed/repo cd /testbed/repo && python3 reproduce.py', 'python'],
    ['str_replace_editor view /testbed/a.py --view_range 1 50', 'str_replace_editor view'],
    ['git -C /testbed checkout main', 'git /testbed'],
    ['git checkout -- a.py; git diff', 'git diff'],
    ['python -m pytest tests -q', 'python -m pytest'],
    ['/usr/bin/python3.11 -c "import a; a.b() && c"', 'python'],
    ["cat <<'EOF' > a.py\nimport os; os.x()\nprint(1) && 2\nEOF", 'cat'],
    ['cat > a.py <<EOF\nls\nEOF\npytest a.py', 'pytest'],
    ['grep -rn "a && b" . | head', 'grep'],
    ['cd /testbed', 'cd'],
    ['A=1 B=2 timeout 60 pytest', 'pytest'],
    ['echo \\; && ls', 'ls'],
    ["echo 'a", 'echo'],
    ['# nothing', ''],
    ['', ''],
    ['submit', 'submit'],
  ])('%j is %j', (action, command) => {
    expect(findBaseCommand(action)).toBe(command);
  });
});

describe('findLongestRepetition', () => {
  it.each([
    [[], { command: '', length: 0 }],
    [['ls', 'ls -a', 'cat a', 'cat b', 'cat c', 'ls'], { command: 'cat', length: 3 }],
    [
      ['str_replace_editor view a', 'str_replace_editor view b', 'str_replace_editor create c'],
      { command: 'str_replace_editor view', length: 2 },
    ],
    [['', '', '', 'ls'], { command: 'ls', length: 1 }],
  ])('of %j', (actions, expected) => {
    expect(findLongestRepetition(makeRun(actions))).toEqual(expected);
  });
});

const change = (...paths: string[]): string =>
  createPatch(paths.map((path) => ({ path, before: 'a\n', after: 'b\n' })));
const added = createPatch([{ path: 'new.py', before: null, after: 'b\n' }]);

describe('findFailureMode', () => {
  const gold = change('a.py', 'b.py');
  it.each<[TrajectoryEnding, string[], string | null, string | undefined, string]>([
    ['error', [], gold, gold, 'error'],
    ['unfinished', [], gold, gold, 'error'],
    ['context', [], gold, gold, 'context'],
    ['limit', ['ls', 'grep x'], null, gold, 'stuck-at-localization'],
    ['limit', ['ls'], added, gold, 'stuck-at-localization'],
    ['limit', ['ls'], change('tests/test_a.py'), gold, 'stuck-at-localization'],
    ['limit', ['cd /x && python a.py | tail'], null, gold, 'stuck-at-reproduction'],
    ['limit', ['pytest; ls'], added, undefined, 'stuck-at-reproduction'],
    ['limit', [], change('a.py'), gold, 'incorrect-localization-stuck'],
    ['limit', [], change('a.py', 'b.py', 'c.py'), gold, 'incorrect-edit-stuck'],
    ['limit', [], change('a.py'), undefined, 'unclassified'],
    ['submitted', [], change('a.py'), gold, 'incorrect-localization'],
    ['submitted', [], null, gold, 'incorrect-localization'],
    ['submitted', [], 'no patch at all', gold, 'incorrect-localization'],
    ['submitted', [], gold, gold, 'incorrect-edit'],
    ['submitted', [], gold, undefined, 'unclassified'],
    ['gave-up', [], null, gold, 'incorrect-localization'],
  ])('%s after %j: %s', (ending, actions, submission, patch, mode) => {
    expect(findFailureMode(makeRun(actions, { ending, submission }), patch)).toBe(mode);
  });
});

describe('analyzeTrajectories', () => {
  const gold = change('a.py');
  const trajectories = [
    makeRun(['ls', 'cat a', 'submit'], { instanceId: 'a', usage: { calls: 3, costUsd: 0.3 } }),
    makeRun(['ls', 'ls', 'ls', 'ls', 'ls', 'ls'], {
      instanceId: 'b',
      ending: 'limit',
      usage: { calls: 6, costUsd: 0.9 },
    }),
    makeRun(['ls', 'submit'], { instanceId: 'c', submission: gold }),
    makeRun(['ls'], { instanceId: 'd' }),
  ];
  const resolutions = new Map([
    ['a', true],
    ['b', false],
    ['c', false],
  ]);
  const instances = ['a', 'b', 'c'].map((instance_id) => ({ instance_id, patch: gold }));
  const analyze = () =>
    analyzeTrajectories(trajectories, {
      resolutions,
      instances,
      turnLimits: [2, 3, 6],
      costLimitsUsd: [0.2, 1],
    });

  it('counts commands, repetitions, limits and failures', async () => {
    const analysis = await analyze();
    expect(analysis).toMatchObject({ runs: 4, malformed: 0, evaluated: 3, resolved: 1, meanTurns: 3 });
    expect(analysis.meanCostUsd).toBeCloseTo(0.6);
    expect(analysis.commands.map(({ command, count }) => [command, count])).toEqual([
      ['ls', 9],
      ['submit', 2],
      ['cat', 1],
    ]);
    expect(analysis.repetitions).toEqual([
      { minLength: 1, runs: 4, unresolved: 2, failureShare: 2 / 3 },
      { minLength: 6, runs: 1, unresolved: 1, failureShare: 1 },
    ]);
    expect(analysis.turnCurve).toEqual([
      { limit: 2, resolved: 0, meanUsed: 7 / 4 },
      { limit: 3, resolved: 1, meanUsed: 9 / 4 },
      { limit: 6, resolved: 1, meanUsed: 3 },
    ]);
    expect(analysis.costCurve.map(({ resolved }) => resolved)).toEqual([0, 1]);
    expect(analysis.failures.filter(({ count }) => count > 0)).toEqual([
      { mode: 'stuck-at-localization', count: 1, share: 0.5 },
      { mode: 'incorrect-edit', count: 1, share: 0.5 },
    ]);
    expect(analysis.failures.map(({ mode }) => mode)).toHaveLength(9);
  });

  it('chooses round limits up to what was used', async () => {
    const { turnCurve, costCurve } = await analyzeTrajectories(trajectories, { resolutions });
    expect(turnCurve.at(-1)?.limit).toBe(6);
    expect(costCurve.map(({ limit }) => limit)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
    expect(costCurve.map(({ resolved }) => resolved)).toEqual([0, 0, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('says nothing of nothing, and counts what is malformed', async () => {
    const none = await analyzeTrajectories([]);
    expect(none).toMatchObject({
      runs: 0,
      meanCostUsd: undefined,
      commands: [],
      turnCurve: [],
      repetitions: [],
    });
    const broken = { status: 'malformed', file: 'a', error: new Error('x') } as never;
    expect(await analyzeTrajectories([broken])).toMatchObject({ runs: 0, malformed: 1 });
  });

  it('is laid out as tables', async () => {
    const tables = toAnalysisTables(await analyze());
    expect(tables.every(({ columns, rows }) => rows.every(({ length }) => length === columns.length))).toBe(
      true,
    );
    expect(formatMarkdownTables(tables)).toContain(
      '## Longest repetition\n\n| at least | runs | unresolved | failure share |\n| --- | --- | --- | --- |\n| 1 | 4 | 2 | 66.7% |\n',
    );
    expect(
      formatCsvTable({
        title: 'T',
        columns: ['a', 'b'],
        rows: [
          ['x,"y', 1],
          ['p|q\n', 2],
        ],
      }),
    ).toBe('a,b\r\n"x,""y",1\r\n"p|q\n",2\r\n');
    expect(formatMarkdownTables([{ title: 'T', columns: ['a'], rows: [['p|q\nr']] }])).toContain(
      '| p\\|q r |',
    );
  });
});
