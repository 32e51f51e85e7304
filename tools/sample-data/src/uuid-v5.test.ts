import { describe, expect, it } from 'vitest';
import { uuidV5 } from './uuid-v5.ts';

const DNS = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

describe('uuidV5', () => {
  it('gives the UUID of the example in RFC 9562, appendix A.4', () => {
    expect(uuidV5('www.example.com', DNS)).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  });

  it('says which namespace is no UUID', () => {
    expect(() => uuidV5('x', 'dns')).toThrow('namespace: "dns" is no UUID');
  });
});
