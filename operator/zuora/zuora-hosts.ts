/** The REST endpoints that Zuora publishes: https://developer.zuora.com/docs/get-started/introduction/ */
export const zuoraHosts: readonly (readonly [baseUrl: string, environment: string])[] = [
  ['https://rest.na.zuora.com', 'US Cloud 1, production'],
  ['https://rest.sandbox.na.zuora.com', 'US Cloud 1, API sandbox'],
  ['https://rest.zuora.com', 'US Cloud 2, production'],
  ['https://rest.apisandbox.zuora.com', 'US Cloud 2, API sandbox'],
  ['https://rest.test.zuora.com', 'US, developer and central sandbox'],
  ['https://rest.eu.zuora.com', 'EU, production'],
  ['https://rest.sandbox.eu.zuora.com', 'EU, API sandbox'],
  ['https://rest.test.eu.zuora.com', 'EU, developer and central sandbox'],
  ['https://rest.ap.zuora.com', 'APAC, production'],
  ['https://rest.test.ap.zuora.com', 'APAC, developer and central sandbox'],
];
