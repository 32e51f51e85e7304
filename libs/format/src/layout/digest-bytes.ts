/** Bytes of an object among digests: its id (16), its update time as a double (8), and the first half of a sha256 of all of it. */
export const DIGEST_BYTES = 16 + 8 + 16;
