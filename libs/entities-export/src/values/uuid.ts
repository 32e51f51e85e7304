/** A UUID as text, in letters of any case (https://www.rfc-editor.org/rfc/rfc9562#section-4). */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
