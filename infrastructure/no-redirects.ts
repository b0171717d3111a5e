/**
 * Replaces `follow-redirects` in the bundles. The service follows no redirect: Zuora's token must not go to another host.
 * A call that would use it fails.
 */
export default {};
