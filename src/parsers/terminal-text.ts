/** Terminal output without colours and other control sequences, with every line ending as `\n`. */
export function plainText(text: string): string {
  // eslint-disable-next-line no-control-regex -- the escape character is what is looked for
  return text.replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, '').replaceAll('\r\n', '\n');
}
