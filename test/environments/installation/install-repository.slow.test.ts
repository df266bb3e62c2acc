import { describe, expect, it } from 'vitest';
import { installationVariableNames } from '../../../src/runtimes/local/install-locally.ts';
import { createMemoryRepository } from '../../../src/repository/create-memory-repository.ts';
import { apiKey, createProject, goodSubmission, install, runs, submits } from './support.ts';

describe('a small project that needs to be installed', () => {
  const repository = createMemoryRepository({
    files: {
      'setup.py':
        'from setuptools import setup\n\nsetup(\n    name="tiny-greeting",\n    version="1.0",\n' +
        '    package_dir={"": "lib"},\n    packages=["tiny_greeting"],\n' +
        '    extras_require={"test": ["pytest"]},\n)\n',
      'lib/tiny_greeting/__init__.py': 'def greet(name):\n    return f"Hello, {name}!"\n',
      'tests/test_greet.py':
        'import pytest\nfrom importlib.metadata import version\nfrom tiny_greeting import greet\n\n\n' +
        '@pytest.mark.parametrize("name", ["Ada", "Alan"])\ndef test_greet(name):\n' +
        '    assert greet(name) == f"Hello, {name}!"\n\n\ndef test_version():\n' +
        '    assert version("tiny-greeting") == "1.0"\n',
    },
    environment: { install: [], testCommand: 'python -m pytest' },
  });
  const environment = {
    install: ['python3 -m venv .venv', ".venv/bin/python -m pip install -e '.[test]'"],
    testCommand: '.venv/bin/python -m pytest',
  };

  it('is installed by what the model handed in, from scratch', { timeout: 180_000 }, async () => {
    const [makeVenv = '', installProject = ''] = environment.install;
    const { result, server, runtime } = await install(
      [
        runs('cat setup.py', { text: 'Let me look.' }),
        runs('python3 -m pytest tests'),
        runs(`${makeVenv} && ${installProject}`),
        runs(environment.testCommand, { text: 'Now the tests.' }),
        submits(environment),
      ],
      {
        repository,
        local: { inheritEnv: installationVariableNames },
        prices: { inputPerMillionTokensUsd: 2, outputPerMillionTokensUsd: 10 },
      },
    );
    expect(result).toMatchObject({
      status: 'installed',
      check: { accepted: true, passed: 3, failed: 0 },
      environment,
      specification: { ...environment, systemPackages: [], commit: repository.commit },
      trajectory: { usage: { calls: 5, inputTokens: 500, outputTokens: 50 } },
    });
    expect(result.costUsd).toBeCloseTo(0.0015, 10);
    const { steps } = result.trajectory;
    expect(steps.map(({ thought, command }) => [thought, command])).toEqual([
      ['Let me look.', 'cat setup.py'],
      ['', 'python3 -m pytest tests'],
      ['', `${makeVenv} && ${installProject}`],
      ['Now the tests.', environment.testCommand],
      [expect.stringContaining('"testCommand"'), null],
    ]);
    expect(steps[0]?.observation).toContain('name="tiny-greeting"');
    expect(steps[1]?.observation).toMatch(/\[exit code [1-9]\d*\]/);
    expect(steps[3]?.observation).toContain('3 passed');
    // One sandbox for the model and one for the check.
    expect(runtime.calls.filter(({ method }) => method === 'createSandbox')).toHaveLength(2);
    expect(runtime.calls.filter(({ method }) => method === 'remove')).toHaveLength(2);
    expect(server.requests).toHaveLength(5);
  });
});

describe('the conversation', () => {
  it('is kept as plain values, the same that went over the wire', async () => {
    const { result, server } = await install([runs('echo one', { text: 'First.' }), submits(goodSubmission)]);
    expect(result.status).toBe('installed');
    const { messages } = result.trajectory;
    expect(structuredClone(messages)).toEqual(messages);
    expect(JSON.parse(JSON.stringify(messages))).toEqual(messages);
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool', 'assistant']);
    const sent = server.requests[1]?.body as { messages: { role: string; content: unknown }[] };
    expect(sent.messages.map(({ role, content }) => ({ role, content }))).toEqual(
      messages.slice(0, 4).map(({ role, content }) => ({ role, content })),
    );
    expect(messages[2]).toEqual({
      role: 'assistant',
      content: 'First.',
      toolCalls: [{ id: 'call-0-0', name: 'run', arguments: '{"command":"echo one"}' }],
    });
    expect(messages[3]).toEqual({ role: 'tool', toolCallId: 'call-0-0', content: 'one\n[exit code 0]' });
  });

  it('offers one tool, and tells what the files seem to say', async () => {
    const repository = createProject({ 'requirements.txt': 'pytest\n', 'docs/index.md': '# Greeting\n' });
    const { server } = await install([submits(goodSubmission)], { repository });
    const { tools, messages } = server.requests[0]?.body as {
      tools: { function: { name: string } }[];
      messages: { content: string }[];
    };
    expect(tools.map((tool) => tool.function.name)).toEqual(['run']);
    expect(messages[1]?.content).toContain(repository.mirrorName);
    expect(messages[1]?.content).toContain('"docs/", "greeting.py", "requirements.txt", "test_greeting.py"');
    expect(messages[1]?.content).toContain('pip install -r requirements.txt');
  });

  it('runs several calls of one answer in their order', async () => {
    const reply = {
      toolCalls: ['sleep 0.3; echo one > order', 'cat order; echo two >> order', 'cat order'].map(
        (command) => ({
          name: 'run',
          input: { command },
        }),
      ),
    };
    const { result } = await install([reply, submits(goodSubmission)]);
    expect(result.trajectory.steps.map(({ observation }) => observation)).toEqual([
      '[exit code 0]',
      'one\n[exit code 0]',
      'one\ntwo\n[exit code 0]',
      '',
    ]);
    expect(result.trajectory.usage.calls).toBe(2);
  });

  it('is told step by step while it goes on', async () => {
    const seen: (string | null)[] = [];
    await install([runs('true'), submits(goodSubmission)], {
      onProgress: ({ command }) => seen.push(command),
    });
    expect(seen).toEqual(['true', null]);
  });
});

describe('secrets', () => {
  it('stay with the provider: not in the sandbox, not in the result', async () => {
    const { result, server, runtime } = await install([
      runs('env; cat /proc/self/environ'),
      submits(goodSubmission),
    ]);
    expect(server.requests[0]?.headers['authorization']).toBe(`Bearer ${apiKey}`);
    expect(JSON.stringify(server.requests.map(({ body }) => body))).not.toContain(apiKey);
    expect(JSON.stringify(result)).not.toContain(apiKey);
    expect(JSON.stringify(runtime.calls)).not.toContain(apiKey);
    expect(result.trajectory.steps[0]?.observation).toContain('SETUPTOOLS_SCM_PRETEND_VERSION=0.0.0');
  });
});
