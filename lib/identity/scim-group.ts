/** Reads a SCIM request about a group: who is in it now, and who is not. */
import { BadEvent } from '../errors.ts';
import { groupNames } from './attribute-values.ts';
import type { CreateGroupReading, GroupChange } from './group-change.ts';
import { ignored, type Reading } from './reading.ts';
import {
  type CreateReading,
  isAboutMembers,
  readMembership,
  readPresentMembers,
  replacesMembers,
  requireGroupPath,
} from './scim-members.ts';
import { type PatchOperation, readPatchOperations } from './scim-patch.ts';
import { requireResource, type ScimOperation } from './scim-resource.ts';
import { foldNames } from './spellings.ts';

/** @throws BadEvent when the request lacks its resource or its operations */
export function readGroup(
  operation: ScimOperation,
  settle: CreateReading,
  settleGroup: CreateGroupReading,
): readonly Reading[] {
  const readings = readAll(operation, settle, settleGroup);
  return readings.length > 0 ? readings : [ignored('not-a-person')];
}

function readAll(
  { method, id, externalId, data }: ScimOperation,
  settle: CreateReading,
  settleGroup: CreateGroupReading,
): readonly Reading[] {
  const ids = [externalId, id];
  switch (method) {
    case 'DELETE':
      return [settleGroup({ change: 'group-deleted', ids })];
    case 'PATCH':
      return readPatches(readPatchOperations(data), ids, settle, settleGroup);
    case 'PUT':
    case 'POST': {
      const { displayname, members, id: ownId, externalid } = foldNames(requireResource(data));
      const replaced: GroupChange = {
        ...{ change: 'members-replaced', names: [displayname], ids: [externalid, ownId, ...ids] },
      };
      const names = groupNames([displayname, ...(replaced.ids ?? [])]);
      const former = method === 'PUT' && members !== undefined ? [settleGroup(replaced)] : [];
      return [...former, ...readPresentMembers(members, names, settle)];
    }
    default:
      throw new BadEvent('invalid-event', 'method: must be POST, PUT, PATCH or DELETE');
  }
}

/** Who is added before the members are replaced is not in the group afterwards. */
function readPatches(
  patches: readonly PatchOperation[],
  ids: readonly unknown[],
  settle: CreateReading,
  settleGroup: CreateGroupReading,
): readonly Reading[] {
  const groups = groupNames(ids);
  const lastReplacement = patches.findLastIndex(replacesMembers);
  return patches.flatMap((patch, index) => {
    if (!isAboutMembers(patch)) {
      requireGroupPath(patch);
      return [];
    }
    const members = readMembership(patch, groups, index, settle);
    if (index < lastReplacement) return members.map(() => ignored('reversed'));
    return index > lastReplacement ? members : [settleGroup({ change: 'members-replaced', ids }), ...members];
  });
}
