/**
 * Reports that `lmIssues` takes after unless it is given others: of invented projects, in six manners.
 *
 * Those of a benchmark are closer to what agents meet there; `readDemonstrations` reads them.
 */
export const issueDemonstrations: readonly string[] = [
  `ring.rotate(0) empties the ring

from ringbuf import Ring
r = Ring([1, 2, 3])
r.rotate(0)
print(list(r))

prints [] , should be [1, 2, 3]. rotate(3) is fine`,

  `Timezone is lost when a recurring event crosses midnight

### Description

I use \`almanac\` to build a rota for people in several countries. An event that starts before midnight and ends after it comes back from \`expand()\` with naive datetimes for the second day, while the first day keeps its zone. Comparing the two then raises.

### Steps to reproduce

\`\`\`python
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo
from almanac import Event

night = Event(datetime(2024, 3, 1, 22, tzinfo=ZoneInfo("Europe/Oslo")), duration=timedelta(hours=5))
for part in night.expand(by="day"):
    print(part.start.tzinfo)
\`\`\`

### Actual

\`\`\`
Europe/Oslo
None
\`\`\`

### Expected

\`Europe/Oslo\` both times. Events within one day are not affected.`,

  `TypeError when a template has only comments

Hello, and thanks for this library, it has replaced three scripts of ours!

Today somebody checked in a template that was commented out completely, and our build stopped with

    TypeError: can only join an iterable

It boils down to this:

    >>> import stencil
    >>> stencil.render("{# nothing here yet #}")
    Traceback (most recent call last):
      ...
    TypeError: can only join an iterable

I would have thought that nothing in gives nothing out, so an empty string. With a single space behind the comment it does just that, which is how we get around it for now.`,

  `Is the order of merge() documented wrongly, or is it a bug?

The documentation of \`Config.merge\` says "values of later sources win". I may well misunderstand what a source is, sorry if so, but for nested keys I see the opposite:

\`\`\`pycon
>>> base = Config({"db": {"host": "localhost", "port": 1}})
>>> base.merge(Config({"db": {"port": 2}}))["db"]["port"]
1
\`\`\`

For keys that are not nested the later one does win, as the docs say:

\`\`\`pycon
>>> Config({"port": 1}).merge(Config({"port": 2}))["port"]
2
\`\`\`

I had expected \`2\` in both cases.`,

  `\`tally --format csv\` writes one column too few

When the last field of a row is empty the exporter leaves its separator out as well, so spreadsheet programs refuse the file ("row 3 has 2 columns instead of 3").

$ printf 'a,b,c\\n1,2,3\\n4,5,\\n' | tally --format csv -
a,b,c
1,2,3
4,5

Third line should be \`4,5,\`. An empty field in the middle is kept. Same thing from Python:

    tally.dumps([["4", "5", ""]])   # '4,5\\n', not '4,5,\\n'

No idea since when, I only started to use it this week.`,

  `Cache returns entries that have expired

**What I do:** store a value for one second, wait for two, and ask for it.

\`\`\`python
import time
from larder import Cache

cache = Cache()
cache.set("token", "abc", ttl=1)
time.sleep(2)
assert cache.get("token") is None
\`\`\`

**What I see:** an \`AssertionError\`, because \`get\` still returns \`"abc"\`. \`"token" in cache\` is \`False\` at that moment, and after that test \`get\` gives \`None\` too, so looking seems to be what throws it out.

**What I expect:** that \`get\` never gives me anything older than I allowed. For us these are access tokens, and the server on the other side locks accounts that use old ones.`,
];
