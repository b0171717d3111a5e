/** The bundler reads and checks the policy: infrastructure/policy-loader.ts. */
declare module '*.yml' {
  const policy: unknown;
  export default policy;
}
