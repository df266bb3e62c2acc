import { z } from 'zod';

import { checkData } from '../../json/json-data.ts';
import type { TrajectoryTool } from '../trajectory.ts';

const toolSchema = z.looseObject({
  function: z.looseObject({
    name: z.string(),
    description: z.string().nullish(),
    parameters: z.record(z.string(), z.unknown()).nullish(),
  }),
});

/** Reads tools in the form of OpenAI's chat API. */
export function readTools(
  given: readonly unknown[],
  file: string,
  path: readonly PropertyKey[],
): TrajectoryTool[] {
  return given.map((value, index) => {
    const { name, description, parameters } = checkData(toolSchema, value, {
      file,
      path: [...path, index],
    }).function;
    return {
      name,
      ...(typeof description === 'string' ? { description } : undefined),
      parameters: parameters ?? { type: 'object', properties: {} },
    };
  });
}
