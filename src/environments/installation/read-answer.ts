import { z } from 'zod';
import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import { checkSpecification, type EnvironmentSpecification } from '../environment-specification.ts';

/** What an answer in words says. */
export type ReadAnswer =
  | { readonly kind: 'submission'; readonly specification: EnvironmentSpecification }
  | { readonly kind: 'gave-up'; readonly reason: string }
  /** Neither; `problem` is a sentence for the model. */
  | { readonly kind: 'unusable'; readonly problem: string };

const command = z.string({ error: 'expected a shell command' }).trim();

// Weak models write `null` or leave out what means nothing, and one string for a list of one.
const submissionSchema = z.object({
  python: z
    .string()
    .regex(/^3\.\d{1,3}(?:\.\d{1,3})?$/, { error: 'expected a version such as "3.11"' })
    .nullish(),
  systemPackages: z.array(z.string(), { error: 'expected a list of Debian packages' }).nullish(),
  install: z.preprocess(
    (value) => (typeof value === 'string' ? [value] : value),
    z.array(command, { error: 'expected a list of shell commands' }),
  ),
  testCommand: command.refine((text) => !/[\r\n]/.test(text), { error: 'expected a single line' }),
});

const givingUpSchema = z.object({ giveUp: z.string() });

/**
 * Reads the JSON object with which the model ends its work; it may stand in a code block or among words.
 *
 * The fields it does not find out are those of `specification`.
 */
export function readAnswer(text: string, specification: EnvironmentSpecification): ReadAnswer {
  const value = findObject(text);
  if (value === undefined) {
    return { kind: 'unusable', problem: 'Your answer calls no tool and holds no JSON object.' };
  }
  const givingUp = givingUpSchema.safeParse(value);
  if (givingUp.success) return { kind: 'gave-up', reason: givingUp.data.giveUp };
  const { data, error } = submissionSchema.safeParse(value);
  if (data === undefined) {
    const problems = error.issues.slice(0, 5).map(({ path, message }) => `\`${path.join('.')}\`: ${message}`);
    return { kind: 'unusable', problem: `The JSON object is not as asked for: ${problems.join('; ')}.` };
  }
  const submitted: EnvironmentSpecification = {
    ...specification,
    python: data.python ?? specification.python,
    systemPackages: data.systemPackages ?? [],
    install: data.install,
    testCommand: data.testCommand,
  };
  try {
    checkSpecification(submitted);
    return { kind: 'submission', specification: submitted };
  } catch (cause) {
    if (!InvalidArgumentError.isInstance(cause)) throw cause;
    return { kind: 'unusable', problem: `The JSON object is not as asked for: ${cause.message}` };
  }
}

/** The last code block that is a JSON object, else what stands between the outermost braces. */
function findObject(text: string): object | undefined {
  const blocks = text.split('```').filter((_, index) => index % 2 === 1);
  const inBlocks = blocks.map((block) => block.replace(/^[^\n{]*\n/, '')).reverse();
  const between = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
  return [...inBlocks, between].map(parseObject).find((value) => value !== undefined);
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
