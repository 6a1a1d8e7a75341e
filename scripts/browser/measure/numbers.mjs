// Numbers that look random and are the same each time (Mulberry32), and words and choices out of them.

const syllables = ["ba", "bro", "cie", "do", "fa", "gó", "ja", "ka", "la", "ło", "mi", "na", "ni", "po", "pra", "ra"];

export class Numbers {
  constructor(seed) {
    this.state = seed;
  }

  below(bound) {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  }

  one(of) {
    return of[this.below(of.length)];
  }

  // One of some four thousand words.
  word() {
    const word = Array.from({ length: 3 }, () => this.one(syllables)).join("");
    return word[0].toUpperCase() + word.slice(1);
  }

  words(count) {
    return Array.from({ length: count }, () => this.word()).join(" ");
  }
}
