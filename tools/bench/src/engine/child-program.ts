/**
 * The body of a measuring program: takes its order from the argument, and prints what it measured as JSON. Where it
 * fails, it tells why on stderr.
 */
export async function runAsChild<Order, Result>(measure: (order: Order) => Promise<Result>): Promise<void> {
  try {
    const result = await measure(JSON.parse(process.argv[2]!) as Order);
    process.stdout.write(`${JSON.stringify(result ?? null)}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
