import { FINDINGS_TOLD, type VerificationFinding } from '@weaviate-export/entities-export';

/** Longest text of a finding's parts, in characters: what a damaged file says of itself may have megabytes. */
const LONGEST_TEXT = 500;

/** What was found, the first of it one by one. */
export class Findings {
  readonly told: VerificationFinding[] = [];
  total = 0;

  /** @param place file, class and the like, which all that is added by the function has */
  at(place: Partial<VerificationFinding>): (finding: VerificationFinding) => void {
    return (finding) => this.add({ ...place, ...finding });
  }

  /** Counts one that is like others that are told. */
  count(): void {
    this.total += 1;
  }

  add(finding: VerificationFinding): void {
    this.count();
    if (this.told.length >= FINDINGS_TOLD) return;
    const entries = Object.entries(finding).filter(([, value]) => value !== undefined);
    const cut = entries.map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'string' && value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value,
    ]);
    this.told.push(Object.fromEntries(cut) as VerificationFinding);
  }
}
