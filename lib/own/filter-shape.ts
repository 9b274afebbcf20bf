import { FILTER_TYPES } from '../template/filters/define.ts';

type Fields = Readonly<Record<string, unknown>>;

const TYPES = FILTER_TYPES.join(', ');

/** Whether something that a file exports is meant to be a filter, be it a whole one or not. */
export function isMeantAsFilter(value: unknown): boolean {
  return (
    isMap(value) && 'apply' in value && ['name', 'summary', 'params', 'result'].some((part) => part in value)
  );
}

/** What is wrong with a filter, part by part: what JavaScript lets pass, and what types cannot say. */
export function listFilterFaults(filter: object): readonly string[] {
  const { name, summary, params, result, examples, apply } = filter as Fields;
  return [
    ...(isText(name) ? [] : ['name must be a text']),
    ...(isText(summary) ? [] : ['summary must be a text']),
    ...listParamFaults(params),
    ...(isType(result) ? [] : [`result must be one of ${TYPES}`]),
    ...(isExamples(examples) ? [] : ['examples must be a list of { args, result }, which may be empty']),
    ...(typeof apply === 'function' ? [] : ['apply must be a function']),
  ];
}

function listParamFaults(params: unknown): readonly string[] {
  if (!Array.isArray(params) || params.length === 0 || !params.every(isMap)) {
    return ['params must be a list of { name, type, summary } with at least one'];
  }
  const all = params as readonly Fields[];
  const faults = all.flatMap(({ name, type, summary, optional }, at) => [
    ...(isText(name) && isText(summary) ? [] : [`params[${at}] must have a name and a summary`]),
    ...(isType(type) ? [] : [`the type of params[${at}] must be one of ${TYPES}`]),
    ...(all[at - 1]?.['optional'] === true && optional !== true
      ? [`params[${at}] must be optional as the one before it is`]
      : []),
  ]);
  return faults;
}

function isExamples(value: unknown): boolean {
  return (
    Array.isArray(value) && value.every((one) => isMap(one) && Array.isArray(one['args']) && 'result' in one)
  );
}

function isType(value: unknown): boolean {
  return FILTER_TYPES.some((type) => type === value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isMap(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
