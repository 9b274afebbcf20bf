import { warning, type Diagnostic } from '../../core/diagnostic.ts';
import type { InventoryPart, VarsFile } from '../part.ts';

/**
 * Variables that another place would win for in Ansible, where `group_vars/all` stands over what an inventory
 * says of a group.
 */
export function warnOfDifferences(
  parts: readonly InventoryPart[],
  files: readonly VarsFile[],
): readonly Diagnostic[] {
  const all = files.filter(({ of, name }) => of === 'group' && name === 'all');
  if (all.length === 0) return [];
  return parts
    .filter(({ dialect }) => dialect === 'ansible')
    .flatMap(({ entry, document }) =>
      Object.entries(entry.groups).flatMap(([group, content]) =>
        Object.keys(content?.vars ?? {}).flatMap((name) => {
          const rival = all.find(({ entry: { vars } }) => Object.hasOwn(vars ?? {}, name));
          if (!rival) return [];
          const message = `"${name}" of the group "${group}" wins over ${rival.document.file}; in Ansible it is the other way round`;
          const hint = `move it to group_vars/${group}.yml, where it wins in both`;
          const span = document.keySpanAt(['groups', group, 'vars', name]);
          return [warning('inventory/precedence', message, { span, hint })];
        }),
      ),
    );
}
