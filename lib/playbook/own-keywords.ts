import { isPlainMap } from '../schema/examine.ts';
import type { Faults } from './faults.ts';
import type { Place } from './place.ts';

/** What an input's schema says in our own keywords, here and in its properties. */
export function checkOwnKeywords(place: Place, faults: Faults): void {
  const generate = place.at('generate');
  if (generate.value !== undefined) checkGenerate(generate, place, faults);
  const sameOn = place.at('sameOn');
  const group: unknown = isPlainMap(sameOn.value) ? sameOn.value['group'] : sameOn.value;
  if (sameOn.value !== undefined && typeof group !== 'string') {
    const hint = 'write sameOn: GROUP, or sameOn: { group: GROUP, warn: true }';
    faults.add('input-schema', '"sameOn" is the name of a group', { span: sameOn.span, hint });
  }
  const properties = place.at('properties');
  for (const name of properties.keys()) {
    if (isPlainMap(properties.at(name).value)) checkOwnKeywords(properties.at(name), faults);
  }
}

function checkGenerate(generate: Place, schema: Place, faults: Faults): void {
  const { span, keySpan, value } = generate;
  if (isPlainMap(value) && Object.hasOwn(value, 'certificates')) {
    if (!isCertificatesWish(value['certificates'])) {
      const hint = 'write generate: { certificates: { group: datastore, client: app } }';
      faults.add('input-schema', '"certificates" names the group of the servers', { span, hint });
    }
    if (schema.at('type').value !== 'object') {
      const hint = 'write type: object, with the properties ca, cert, key, client_cert and client_key';
      faults.add('input-schema', 'certificates come as a map', { span: keySpan, hint });
    }
  } else if (!isPlainMap(value) || !isLength(value['length'])) {
    const hint = 'write generate: { length: 48 }';
    faults.add('input-schema', '"generate" says how many letters to make, 8 or more', { span, hint });
  }
  if (schema.at('secret').value !== true) {
    const hint = 'write secret: true beside it';
    faults.add('input-schema', 'what is generated is a secret', { span: keySpan, hint });
  }
}

function isLength(length: unknown): boolean {
  return Number.isInteger(length) && Number(length) >= 8 && Number(length) <= 4096;
}

function isCertificatesWish(wish: unknown): boolean {
  if (!isPlainMap(wish)) return false;
  const { group, client = 'client', ...others } = wish;
  return isName(group) && isName(client) && Object.keys(others).length === 0;
}

function isName(name: unknown): boolean {
  return typeof name === 'string' && name !== '';
}
