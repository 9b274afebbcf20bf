/** Params of Ansible's modules that have another name here. */
const PARAM_HABITS: Readonly<Record<string, string>> = {
  fail_msg: 'message',
  msg: 'message',
  var: 'value',
};

/** `did you mean "message"?`, where the module has such a param. */
export function hintParamHabit(key: string, params: readonly string[]): string | undefined {
  const meant = Object.hasOwn(PARAM_HABITS, key) ? PARAM_HABITS[key] : undefined;
  return meant !== undefined && params.includes(meant) ? `did you mean "${meant}"?` : undefined;
}
