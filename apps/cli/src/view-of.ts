import { JsonProgress } from './progress/json-progress.ts';
import { LineProgress } from './progress/line-progress.ts';
import type { ProgressView } from './progress/progress-view.ts';

/** Nothing but what is said. */
class QuietProgress extends LineProgress {
  override show(): void {}
}

/** How progress is shown: JSON to standard output, else for people beside it: bars on a terminal, lines elsewhere. */
export async function viewOf({ json, quiet }: { json?: true; quiet?: true }): Promise<ProgressView> {
  const { stdout, stderr } = process;
  const aside = (text: string): void => void stderr.write(text);
  if (json) return new JsonProgress((text) => stdout.write(text), aside);
  if (quiet) return new QuietProgress(aside);
  // A terminal without a size, as some runners of jobs give, has no place to draw.
  if (!stderr.isTTY || !stderr.columns) return new LineProgress(aside);
  const { BarProgress } = await import('./progress/bar-progress.ts');
  return new BarProgress(stderr);
}
