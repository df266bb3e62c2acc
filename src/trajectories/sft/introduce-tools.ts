/** The part of a system message that tells a Hermes or Qwen model its tools; `tools` are schemas in JSON. */
export function introduceTools(tools: readonly string[]): string {
  return [
    '# Tools',
    '',
    'These functions can be called, each described by a JSON schema on a line of its own:',
    '<tools>',
    ...tools,
    '</tools>',
    '',
    'To call one, write an object with its name and its arguments:',
    '<tool_call>',
    '{"name": NAME, "arguments": {PARAMETER: VALUE}}',
    '</tool_call>',
  ].join('\n');
}
