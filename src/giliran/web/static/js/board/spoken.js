// What the board says when somebody is called, as a list of clips; a comma is a short pause. The same rule as
// onsite/policy/speech.py; both keep to tests/vectors/spoken/calls.json.

// 1-9,999 in words; nought and what is larger digit by digit.
export function numberClips(number, language) {
  if (number <= 0 || number > 9999) return [...String(number)];
  const rest = number % 100;
  const words = (parts) => parts.filter(Boolean).map(String);
  const front = words([number - (number % 1000), (number % 1000) - rest]);
  const back = words(rest <= 20 ? [rest] : [rest - (rest % 10), rest % 10]);
  return [...front, ...(language === "en" && front.length && back.length ? ["and"] : []), ...back];
}

// ["A-017"] to counter 3: number, a, pause, 17, pause, counter, 3. Those of a party one after the other.
export function announcement(labels, counter, language) {
  const said = ["number"];
  labels.forEach((label, place) => {
    const [letter, number] = label.split("-");
    if (place && place === labels.length - 1) said.push("and");
    said.push(letter.toLowerCase(), ",", ...numberClips(Number(number), language), ",");
  });
  return [...said, "counter", ...numberClips(counter, language)];
}
