/** Replaces `form-data` in the bundles. The service sends no multipart bodies, and its table of media types has 140 KB. */
export default class FormData {}
