import { describe } from 'vitest';

import { checkSuite } from './selection-suites/check-suite.ts';
import { classBodies } from './selection-suites/class-bodies.ts';
import { classMaking } from './selection-suites/class-making.ts';
import { constructors } from './selection-suites/constructors.ts';
import { decorated } from './selection-suites/decorated.ts';
import { hookEffects } from './selection-suites/hook-effects.ts';
import { hooks } from './selection-suites/hooks.ts';
import type { Suite } from './selection-suites/suite.ts';

describe.each<[string, Suite]>([
  ['class bodies', classBodies],
  ['making of classes', classMaking],
  ['constructors', constructors],
  ['hooks', hooks],
  ['effects of hooks', hookEffects],
  ['decorated methods', decorated],
])('%s', (_, suite) => checkSuite(suite));
