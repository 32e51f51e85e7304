import ts from 'typescript';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/**
 * Names of the fields that a source file logs: of objects given to a logger's levels and to `child`, as literals or by
 * the name of a constant of the file.
 */
export function logFields(name: string, text: string): string[] {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const fields: string[] = [];
  const literalOf = (node: ts.Expression): ts.ObjectLiteralExpression | undefined => {
    if (ts.isObjectLiteralExpression(node)) return node;
    return ts.isIdentifier(node) ? constant(source, node) : undefined;
  };
  visit(source, (node) => {
    if (!ts.isCallExpression(node) || !isLogger(node.expression)) return;
    const [first] = node.arguments;
    const literal = first && literalOf(first);
    for (const property of literal?.properties ?? []) fields.push(property.name!.getText());
  });
  return fields;
}

/** True for `logger.info`, `request.log.warn`, `this.#logger.error`, `log[level]` and such. */
function isLogger(called: ts.Expression): boolean {
  if (ts.isElementAccessExpression(called)) return /\blog(ger)?$/.test(called.expression.getText());
  if (!ts.isPropertyAccessExpression(called)) return false;
  const isLevel = [...LEVELS, 'child'].includes(called.name.text);
  return isLevel && /(^|[.#])log(ger)?$/.test(called.expression.getText());
}

/** The nearest object literal before the use that a constant of that name has. */
function constant(source: ts.SourceFile, use: ts.Identifier): ts.ObjectLiteralExpression | undefined {
  let nearest: ts.ObjectLiteralExpression | undefined;
  visit(source, (node) => {
    const isMeant = ts.isVariableDeclaration(node) && node.name.getText() === use.text && node.pos < use.pos;
    if (isMeant && node.initializer && ts.isObjectLiteralExpression(node.initializer))
      nearest = node.initializer;
  });
  return nearest;
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}
