import { hostile } from './hostile.ts';
import type { Suite } from './suite.ts';
export const hangs: Suite = {
  files: hostile.files,
  traps: {
    'endless loop': { edits: [['pkg/work.py', '    result = 0\n', '    while True: pass\n']], breaks: '' },
    'endless wait': { edits: [['pkg/work.py', 'event.is_set()', 'event.wait(100) and time.sleep(1000)']], breaks: '' },
    'deadlock': { edits: [['pkg/work.py', 'LOCK.release()', 'LOCK.acquire()']], breaks: '' },
    'hang in tear-down': { edits: [['pkg/work.py', 'return 1\n', 'time.sleep(1000)\n']], breaks: '' },
    'hang at import': { edits: [['pkg/work.py', 'LOCK = threading.Lock()\n', 'time.sleep(1000)\n']], breaks: '' },
    'hang in thread': { edits: [['pkg/work.py', 'return x\n', 'threading.Thread(target=time.sleep, args=(1000,)).start()\n    return x\n']], breaks: '' },
    'endless loop catching all': { edits: [['pkg/work.py', '    result = 0\n', '    while True:\n        try:\n            while True: fine(1)\n        except BaseException: pass\n']], breaks: '' },
  },
};
