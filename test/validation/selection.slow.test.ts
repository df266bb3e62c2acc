import { describe } from 'vitest';

import { checkSuite } from './selection-suites/check-suite.ts';
import { hostile } from './selection-suites/hostile.ts';
import { hypothesis } from './selection-suites/hypothesis.ts';
import { importTime } from './selection-suites/import-time.ts';
import { leftovers } from './selection-suites/leftovers.ts';
import { order } from './selection-suites/order.ts';
import { patience } from './selection-suites/patience.ts';
import { sharedState } from './selection-suites/shared-state.ts';
import { sharing } from './selection-suites/sharing.ts';
import { undoing } from './selection-suites/undoing.ts';
import type { Suite } from './selection-suites/suite.ts';

describe.each<[string, Suite]>([
  ['shared state', sharedState],
  ['import time', importTime],
  ['hostile bugs', hostile],
  ['order', order],
  ['Hypothesis', hypothesis],
  ['leftovers', leftovers],
  ['patience', patience],
  ['undoing', undoing],
  ['sharing', sharing],
])('%s', (_, suite) => checkSuite(suite));
