/** Every known source. To add one, write its file and add it to the list. */
import type { Source } from './source.ts';
import { auth0 } from './sources/auth0.ts';
import { bamboohr } from './sources/bamboohr.ts';
import { cognito } from './sources/cognito.ts';
import { deel } from './sources/deel.ts';
import { entra } from './sources/entra.ts';
import { google } from './sources/google.ts';
import { gusto } from './sources/gusto.ts';
import { hibob } from './sources/hibob.ts';
import { identityCenter } from './sources/identity-center.ts';
import { jumpcloud } from './sources/jumpcloud.ts';
import { okta } from './sources/okta.ts';
import { onelogin } from './sources/onelogin.ts';
import { personio } from './sources/personio.ts';
import { pingone } from './sources/pingone.ts';
import { plain } from './sources/plain.ts';
import { rippling } from './sources/rippling.ts';
import { sailpoint } from './sources/sailpoint.ts';
import { scim } from './sources/scim.ts';
import { scimEvents } from './sources/scim-events.ts';
import { sharedSignals } from './sources/shared-signals.ts';
import { workday } from './sources/workday.ts';
import { workos } from './sources/workos.ts';
import { wso2 } from './sources/wso2.ts';

/** The first source that recognises an event reads it. Sources that name themselves come before those known by form. */
export const sources: readonly Source[] = [
  plain,
  auth0,
  okta,
  sailpoint,
  onelogin,
  scimEvents,
  sharedSignals,
  wso2,
  scim,
  workos,
  google,
  workday,
  entra,
  identityCenter,
  cognito,
  jumpcloud,
  pingone,
  hibob,
  bamboohr,
  deel,
  rippling,
  gusto,
  personio,
];

/** The sources whose changes may have an effective date. */
export const announcingSources: ReadonlySet<string> = new Set(
  sources.filter(({ announcesChanges }) => announcesChanges).map(({ name }) => name),
);
