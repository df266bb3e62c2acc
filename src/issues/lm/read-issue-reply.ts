import { z } from 'zod';

/**
 * Finds the problem statement in what a model wrote, `''` when there is none.
 *
 * It stands between the last pair of marks, behind a mark without its partner, or is the whole reply. Thoughts, a
 * sentence that announces it, a code block around all of it and labels before title and body are taken away; a JSON
 * object with a title and a body is read.
 */
export function readIssueReply(reply: string): string {
  const text = withoutThoughts(reply).replaceAll('\r\n', '\n');
  const marked = Array.from(
    text.matchAll(/<issue>((?:(?!<issue>)[^])*?)<\/issue>/gi),
    ([, inner = '']) => inner,
  );
  const inner = marked.findLast((piece) => piece.trim() !== '') ?? /<issue>([^]*)$/i.exec(text)?.[1];
  return unwrap(inner ?? withoutAnnouncement(text.trim()))
    .replaceAll(/<\/?issue>/gi, '')
    .trim();
}

function withoutThoughts(text: string): string {
  const closed = text.replaceAll(/<(think|thinking|reasoning)>[^]*?<\/\1>/gi, '');
  return closed.replace(/^[^]*<\/(?:think|thinking|reasoning)>/i, '');
}

function withoutAnnouncement(text: string): string {
  return text
    .replace(/^(?:sure|certainly|of course|okay|here(?:'s| is| you go))\b[^\n]{0,200}[:.!]\s*\n+/i, '')
    .replace(/^\**#*\s*(?:issue text|github issue|bug report|the report)\s*:?\**\s*\n+/i, '')
    .trim();
}

function unwrap(text: string): string {
  const fenced = /^(`{3,}|~{3,})(?:\w+)?\n([^]*)\n\1$/.exec(text.trim());
  const inner =
    fenced !== null && isOneBlock(fenced[1] ?? '', fenced[2] ?? '') ? (fenced[2] ?? '') : text.trim();
  return readJson(inner) ?? withoutLabels(inner);
}

/** Two blocks with text between them begin and end with fences too: their inner fences are not in pairs. */
function isOneBlock(mark: string, inner: string): boolean {
  const fences = inner.split('\n').filter((line) => line.trimStart().startsWith(mark.slice(0, 3)));
  const isOpening = (line: string | undefined): boolean => /^\s*(?:`{3,}|~{3,})\S/.test(line ?? '');
  return fences.length % 2 === 0 && (fences.length === 0 || isOpening(fences[0]));
}

const reportSchema = z.object({ title: z.string(), body: z.string() });

function readJson(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const { success, data } = reportSchema.safeParse(JSON.parse(text));
    return success ? `${data.title}\n\n${data.body}` : undefined;
  } catch {
    return undefined;
  }
}

function withoutLabels(text: string): string {
  return text
    .replace(/^[#*\s]*title\s*:\s*\**[ \t]*/i, '')
    .replace(/^([^\n]*\n\s*)[#*]*\s*(?:body|description)\s*:\s*\**[ \t]*\n*/i, '$1');
}
