// Computes where a key leads in a grid whose rows differ in length: the last row of each group of emoji may be shorter. Pure.

const PAGE_ROWS = 5;

// The rows of these cells, each as long as the grid has columns.
export const rowsOf = (cells, columns) =>
  Array.from({ length: Math.ceil(cells.length / columns) }, (_, row) => cells.slice(row * columns, (row + 1) * columns));

// Where a key leads from a cell, as [row, column]; null if it leads out of the grid upwards, undefined if the key does not move.
// `lengths` are the lengths of the rows.
export function moved(lengths, [row, column], { key, ctrlKey }, direction) {
  const last = lengths.length - 1;
  const at = (row, column) => [row, Math.min(column, lengths[row] - 1)];
  const forward = () => (column + 1 < lengths[row] ? [row, column + 1] : row < last ? [row + 1, 0] : [row, column]);
  const back = () => (column > 0 ? [row, column - 1] : row > 0 ? at(row - 1, Infinity) : [row, column]);
  const isLeftToRight = direction === "ltr";
  switch (key) {
    case "ArrowRight": return isLeftToRight ? forward() : back();
    case "ArrowLeft": return isLeftToRight ? back() : forward();
    case "ArrowDown": return at(Math.min(row + 1, last), column);
    case "ArrowUp": return row === 0 ? null : at(row - 1, column);
    case "PageDown": return at(Math.min(row + PAGE_ROWS, last), column);
    case "PageUp": return at(Math.max(row - PAGE_ROWS, 0), column);
    case "Home": return [ctrlKey ? 0 : row, 0];
    case "End": return at(ctrlKey ? last : row, Infinity);
  }
}
