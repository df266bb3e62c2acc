import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { consumerModule, consumerScript, consumerTsconfig } from './consumer-files.ts';

type Manifest = Readonly<Record<'dependencies' | 'devDependencies', Readonly<Record<string, string>>>>;

/**
 * Installs the tarball into an empty project, runs a script there and compiles a module against it.
 * The project is outside the checkout, so that nothing resolves to the checkout's own packages.
 */
export async function checkConsumer(root: string, tarball: string): Promise<string[]> {
  const project = mkdtempSync(join(tmpdir(), 'bugsmith-consumer-'));
  try {
    cpSync(await installOnce(root, tarball), project, { recursive: true, verbatimSymlinks: true });
    const installed = join(project, 'node_modules', 'bugsmith');
    rmSync(installed, { recursive: true, force: true });
    mkdirSync(installed);
    await execa('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
    return await useProject(root, project);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

/** A project with the tarball's dependencies, kept until they change: building the native parser takes a while. */
async function installOnce(root: string, tarball: string): Promise<string> {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  const types = `@types/node@${manifest.devDependencies['@types/node'] ?? 'latest'}`;
  const wanted = createHash('sha256')
    .update(JSON.stringify([manifest.dependencies, types, process.platform, process.arch]))
    .digest('hex');
  const project = join(root, '.cache', 'consumer');
  const stamp = join(project, '.stamp');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return project;

  rmSync(project, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const install = ['install', '--no-save', '--no-package-lock', '--no-audit', '--no-fund', tarball, types];
  for (let attempt = 1; ; attempt += 1) {
    const { failed, all } = await execa('npm', install, { cwd: project, all: true, reject: false });
    if (!failed) break;
    if (attempt === 3) throw new Error(`npm install of the packed package failed:\n${all}`);
    await new Promise((resolve) => setTimeout(resolve, 5_000));
  }
  writeFileSync(stamp, wanted);
  return project;
}

async function useProject(root: string, project: string): Promise<string[]> {
  const run = execa({ cwd: project, all: true, reject: false, extendEnv: true });
  const problems: string[] = [];

  writeFileSync(join(project, 'use.js'), consumerScript);
  const script = await run(process.execPath, ['use.js']);
  if (script.failed) problems.push(`a script that uses the installed package failed:\n${script.all}`);

  writeFileSync(join(project, 'consumer.ts'), consumerModule);
  for (const moduleResolution of ['nodenext', 'bundler'] as const) {
    writeFileSync(join(project, 'tsconfig.json'), consumerTsconfig(moduleResolution));
    const compiler = await run(join(root, 'node_modules', '.bin', 'tsc'), ['--noEmit']);
    if (compiler.failed)
      problems.push(`a module under ${moduleResolution} does not compile:\n${compiler.all}`);
  }
  return problems;
}
