/** What docs/security.md tells of the functions' rights is what they have. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rightsIn, toldRights } from './function-rights.ts';
import { PackagedService } from './packaged.ts';

let service: PackagedService;
beforeAll(async () => {
  service = await PackagedService.of('prod');
});
afterAll(() => service.remove());

test('docs/security.md tells which tables each function may use, where it sends messages, and what else it may do', () => {
  expect(toldRights()).toEqual(rightsIn(service.template, 'prod'));
});

test.each([
  ['AcceptEntityConnectionRole', 2, 'Action.1', 'dynamodb:DeleteItem'],
  ['TranslateIdentityEventRole', 2, 'Resource', { 'Fn::GetAtt': ['AccountLooksQueue', 'Arn'] }],
  ['TranslateIdentityEventRole', 7, 'Condition', undefined],
  ['SweepAccountsRole', 5, 'Condition', undefined],
  ['DecidePersonRole', 5, 'Action.0', 'secretsmanager:GetSecretValue'],
])('a right of %s that differs is noticed', (role, statement, path, to) => {
  const changed = service.template.with(
    role,
    `Properties.Policies.0.PolicyDocument.Statement.${statement}.${path}`,
    to,
  );
  expect(rightsIn(changed, 'prod')).not.toEqual(rightsIn(service.template, 'prod'));
});
