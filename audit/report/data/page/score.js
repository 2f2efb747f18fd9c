// The MQM scorecard over what a filter leaves, by the formulas of audit/grade/scorecard.py.
const scoreOf = (found, words) => {
  const { threshold, acceptable, points } = index.scoring;
  const penalty = found.reduce((sum, f) => sum + (points[f.mqm]?.[f.severity] ?? 0), 0);
  const per_word = words > 0 ? penalty / words : null;
  const per_thousand = per_word === null ? null : per_word * 1000;
  const calibrated = per_word === null ? null : 100 - per_thousand * (100 - threshold) / acceptable;
  const critical = found.some((f) => f.severity === "critical");
  return {
    words, penalty, per_word, per_thousand, threshold, calibrated, critical, raw: per_word === null ? null : 100 * (1 - per_word),
    passed: calibrated === null ? null : calibrated >= threshold - 1e-9 && !critical,
  };
};
// False alarms count nowhere; nor does what a reviewer took back.
const counts = (finding) => !finding.withdrawn && judgementOf(finding) !== "false-alarm";
const tally = (found) => Object.fromEntries(SEVERITIES.map((s) => [s, found.filter((f) => f.severity === s).length]));
