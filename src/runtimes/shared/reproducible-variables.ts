/** Variables that make a run come out the same on every machine. */
export const reproducibleVariables: Readonly<Record<string, string>> = {
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
  PYTHONHASHSEED: '0',
  PYTHONNOUSERSITE: '1',
  TZ: 'UTC',
};
