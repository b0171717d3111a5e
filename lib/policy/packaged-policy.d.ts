/** The bundler reads the policy, and checks it: infrastructure/policy-loader.ts. */
declare module '*.yml' {
  const policy: unknown;
  export default policy;
}
