/** Measures and shortens text in the font of the page; SVG has no ellipsis of its own. */
export class TextFitter {
  readonly #context = document.createElement('canvas').getContext('2d');
  readonly #family: string;
  readonly #widths = new Map<string, number>();

  constructor() {
    this.#family = getComputedStyle(document.body).fontFamily || 'sans-serif';
  }

  fit(text: string, width: number, font: string): string {
    if (this.#width(text, font) <= width) return text;
    const characters = [...text];
    let low = 0;
    let high = characters.length;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#width(shortened(characters, middle), font) <= width) low = middle;
      else high = middle - 1;
    }
    return shortened(characters, low);
  }

  #width(text: string, font: string): number {
    const key = `${font}|${text}`;
    const known = this.#widths.get(key);
    if (known !== undefined) return known;
    if (!this.#context) return text.length * 7;
    this.#context.font = `${font} ${this.#family}`;
    const { width } = this.#context.measureText(text);
    this.#widths.set(key, width);
    return width;
  }
}

function shortened(characters: readonly string[], length: number): string {
  return `${characters.slice(0, length).join('').trimEnd()}…`;
}
