/** The bundler reads and checks the policy: infrastructure/policy-loader.js. */
declare module '*.yml' {
  const policy: unknown;
  export default policy;
}
