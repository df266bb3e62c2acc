import iconv from 'iconv-lite';

/** Something for every modification, with non-ASCII text (`¤` stands for a word) in most places. */
const shop = `
# ¤: comments everywhere
class Base:  # ¤
    """¤"""


class Basket(Base, dict, metaclass=type):
    '''¤
  less indented than the code
    '''

    limit = 10 * 2  # ¤

    @property
    def total(self):  # ¤
        """The ¤ total."""
        total = 0  # ¤
        for item, amount in self.items():
            # ¤ before the condition
            if amount > 1 and item is not None or self.limit <= 3:
                total += item * amount - 1  # ¤
            elif item == '¤':
                total -= 0x10 << 2
            else:
                text = """
  ¤ text
 at odd \\
columns
"""
                total = len(text) + total ** -2
            # ¤ after the condition
        return total

    @total.setter
    def total(self, value):
        if value: self.value = value; self.limit = 1
        else: raise ValueError('¤' + str(value) + '!')

    def count(self, a, b):
        try:
            # ¤ in the block
            with open('¤') as file, self.lock:
                data = file.read() + \\
                    '¤' \\
                    '!'
        except (OSError, ValueError) as error:  # ¤
            print(f'{error!r:>{10}} ¤ {"¤" + str(a - b)}')
            raise
        else:
            a = b = 1; b += 2
        finally:
            self.total = a
        while a < b < 10 and not self.total:
            a = (a +  # ¤
                 b * 2 -
                 1)
        return self.total if a == b else (a, b)[-1:]
`;

const odd = `
import asyncio
def one(a, b): return a + b * 2
def semicolons(a): x = a; y = x + 1; return(x)-y
def empty():
\tpass
def tabs(a):
\tif a:
\t\twith a as b:
\t\t\tb.c = 1
\t\treturn b
\telse:
\t\t return 0
def continued(a, b):
    x = 1; \\
        y = 2
    if a \\
            and b:
        x = \\
            y
    else: \\
        x = 3
    return x if(a)<b else(b)+a or 0
def outer(a, *rest, key=1 + 2, **options):
    count = 0
    @staticmethod
    def inner(b):
        nonlocal count
        count += 1
        def innermost(): return count - 1
        return innermost() + b
    # a comment that looks continued \\
    total = inner(a)
  # a comment less indented than the code
    class Local(object):
        def method(self): return self.other() + 1
        def other(self): return 2
    return lambda x, y=2: x * y + total
@(lambda function: function)
async def gather(urls):
    async with urls as session, session.other:
        results = [await session.get(url) async for url in session if url != 1]
    async for result in session:
        if (found := result.find('a' 'b')) is not None:
            results.append(found + 1)
    return {key: value - 1 for key, value in results if key}
def strings(a, b):
    text = f"{a + b!r:>{a * 2}} {f'{a - 1:{b}}'} {{}} {a:%Y-%m}"
    if a:
        text += '''
1 + 1
        ''' + r'\\d' + b'\\x00'.decode()
    return text % (a, b) + text[a + 1 : -b : 2]
def matching(command):
    match command.split():
        case [1, *others] if others and len(others) > 2:
            x = 1
        case {'a': -1, **rest} | {'b': rest}:
            x = rest; del rest
        case str(x) | (0 | 1 as x): pass
        case _:
            x = 0
    return x
def loops(items):
    for a, (b, *c) in items:
        if a: continue
        elif b: break
    else:
        return 1
    while True:
        try: a -= 1
        except* ValueError: break
        finally: pass
    global total
    total = 1
    del a, b
    assert total == 1, 'no ' + 'total'
`;

const typed = `
type Pair[T] = tuple[T, T] | None
def first[T: (int, str)](pair: Pair[T], default: T | None = None) -> T | None:
    x: int | str = 1 + 2
    if pair is None:
        return default
    else:
        return pair[0]
class Box[T](list[T]):
    def get(self) -> T: return self[0]
    def put(self, item: T) -> None: self.item = item
`;

const lines = (text: string): string[] => text.trimStart().split(/(?<=\n)/);
const inGerman = shop.replaceAll('¤', 'Größe');
const inJapanese = shop.replaceAll('¤', '日本語');
const withCookie = (name: string, text: string): Uint8Array =>
  iconv.encode(`#!/usr/bin/env python3\n# -*- coding: ${name} -*-\n${text}`, name);

/** Source files that are hard to change without damage, by path. */
export const nastySources: Readonly<Record<string, Uint8Array>> = Object.fromEntries(
  Object.entries({
    'src/plain.py': inGerman,
    'src/odd.py': odd,
    'src/odd-crlf.py': odd.replaceAll('\n', '\r\n'),
    'src/crlf.py': inJapanese.replaceAll('\n', '\r\n'),
    'src/mixed-lines.py': lines(inGerman)
      .map((line, index) => (index % 3 === 0 ? line.replace('\n', '\r\n') : line))
      .join(''),
    'src/tabs.py': inGerman.replaceAll('    ', '\t'),
    'src/byte-order-mark.py': `\ufeff${odd.trimStart().replace('import asyncio\n', '')}`,
    'src/form-feeds.py': inGerman.replaceAll('\n\n', '\n\f\n').replace('    def count', '\f    def count'),
    'src/no-final-newline.py': `${odd.trimEnd()}; x = 1; y = x - 2`,
    'src/latin-1.py': withCookie('latin-1', inGerman),
    'src/cp1252.py': withCookie('cp1252', shop.replaceAll('¤', '“5 €”').replaceAll('\n', '\r\n')),
    'src/euc-jp.py': withCookie('euc-jp', inJapanese),
    'src/shift-jis.py': withCookie('shift_jis', shop.replaceAll('¤', '表示')),
    'src/utf-8-cookie.py': withCookie('utf-8', inJapanese),
    'src/typed.py': typed,
    'src/with space.py': typed,
    'src/größe/日本語.py': typed,
    'src/"quoted" \'name\'.py': typed,
  }).map(([path, text]) => [path, typeof text === 'string' ? new TextEncoder().encode(text) : text]),
);
