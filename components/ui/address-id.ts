const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An id as it stands in the address; what cannot be one was mistyped and filters nothing. */
export const idFrom = (text: string | null): string | null => (text && UUID.test(text) ? text : null);
