import { styleText } from 'node:util';

const { stdout } = process;

/** Prints a heading a step, and how long the step took. */
export class Steps {
  readonly #total: number;
  #step = 0;

  constructor(total: number) {
    this.#total = total;
  }

  async step<T>(title: string, work: () => Promise<T>): Promise<T> {
    this.#step += 1;
    console.log(styleText('bold', `\n[${this.#step}/${this.#total}] ${title}`, { stream: stdout }));
    const started = performance.now();
    const result = await work();
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(styleText('dim', `  done in ${seconds} s`, { stream: stdout }));
    return result;
  }
}
