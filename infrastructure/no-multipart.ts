/** Stands in for `form-data` in the bundles: multipart bodies are never sent, and its media types weigh 140 KB. */
export default class FormData {}
