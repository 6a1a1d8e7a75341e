// The table: figure, value, goal, and whether it is reached.

// At most two digits after the point.
const rounded = (value) => String(Number(value.toFixed(2)));

export const atMost = (figure, value, limit, unit = "") => ({
  figure,
  value: rounded(value) + unit,
  goal: limit === 0 ? "0" : `≤ ${limit}${unit}`,
  reached: value <= limit ? "yes" : "no",
});

export const atLeast = (figure, value, limit, unit = "") => ({
  figure,
  value: rounded(value) + unit,
  goal: `≥ ${limit}${unit}`,
  reached: value >= limit ? "yes" : "no",
});

export const unmeasured = (figure, goal, why) => ({ figure, value: `not measured: ${why}`, goal, reached: "–" });

export function print(rows) {
  const head = { figure: "figure", value: "value", goal: "goal", reached: "reached" };
  const columns = Object.keys(head);
  const width = (column) => Math.max(...[head, ...rows].map((row) => row[column].length));
  const widths = Object.fromEntries(columns.map((column) => [column, width(column)]));
  const line = (row) => `| ${columns.map((column) => row[column].padEnd(widths[column])).join(" | ")} |`;
  const rule = `|${columns.map((column) => "-".repeat(widths[column] + 2)).join("|")}|`;
  console.log([line(head), rule, ...rows.map(line)].join("\n"));
}
