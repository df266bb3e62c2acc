/** Variables of the model's commands, the same as those of the steps that build an image. */
export const stepVariables: Readonly<Record<string, string>> = {
  DEBIAN_FRONTEND: 'noninteractive',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  PIP_NO_INPUT: '1',
  SETUPTOOLS_SCM_PRETEND_VERSION: '0.0.0',
  // A repository that asks for a password would wait for ever.
  GIT_TERMINAL_PROMPT: '0',
};
