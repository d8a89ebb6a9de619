// Puts a picture on the clipboard at a click; says so, or that this browser does not let it.
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button");
  const told = parentElement.querySelector("p");
  button.textContent = data.label;
  told.textContent = "";
  button.onclick = async () => {
    try {
      const bytes = Uint8Array.from(atob(data.picture), (sign) => sign.charCodeAt(0));
      const picture = new Blob([bytes], { type: "image/png" });
      await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
      told.textContent = data.done;
    } catch {
      // an address that is not secure has no clipboard, and a visitor may forbid it
      told.textContent = data.refused;
    }
  };
}
