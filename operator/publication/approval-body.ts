/** The event by which an operator approves a pending request for access. */
import { userAccessApproved } from '../../events/user-access-approved.ts';

export interface ApprovalRequest {
  readonly username: string;
  /** The entity whose administrator grants the access. */
  readonly entityId: string;
  /** Who approves it. */
  readonly requestedBy: string;
  readonly reason: string;
}

/**
 * A message's body.
 *
 * @param time RFC 3339
 */
export function approvalBody(data: ApprovalRequest, time: string, id: string): string {
  return JSON.stringify({
    specversion: '1.0',
    type: userAccessApproved.type,
    source: 'urn:zuora-access:operator',
    id,
    time,
    datacontenttype: 'application/json',
    data,
  });
}
