import { createHash } from 'node:crypto';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The UUID version 5 of a name in a namespace: the same two always give the same id. Source: RFC 9562, section 5.5.
 * @throws RangeError when the namespace is no UUID
 */
export function uuidV5(name: string, namespace: string): string {
  if (!UUID.test(namespace))
    throw new RangeError(`namespace: "${namespace}" is no UUID (8-4-4-4-12 hex digits)`);
  const digest = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest()
    .subarray(0, 16);
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  return digest.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
