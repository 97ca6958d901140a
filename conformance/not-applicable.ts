/** Thrown by a check that finds out on the way that this server offers nothing to check. */
export class NotApplicable extends Error {}
