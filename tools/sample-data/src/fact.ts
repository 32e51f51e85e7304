import { type Json } from './json.ts';

/** One true sentence and what it is about. */
export interface Fact {
  /** The stable key of what it is about, as `element/Fe`; with the topic it is unique. */
  readonly about: string;
  readonly subject: string;
  readonly kind: 'element' | 'country' | 'unit';
  /** What it tells about the subject, as `capital`; at most one sentence a topic. */
  readonly topic: string;
  readonly sentence: string;
  readonly tags: readonly string[];
  /** Further properties of class Fact, by name. */
  readonly more?: Readonly<Record<string, Json>>;
}
