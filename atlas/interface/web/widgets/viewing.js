// Tells where the map looks, as it stands in the address, as long as somebody asks.
const TICK_MS = 400;

export default function ({ setStateValue }) {
  let told = null;
  const tell = () => {
    const now = new URLSearchParams(window.location.search).get("view") || "";
    if (now === told) return;
    told = now;
    setStateValue("view", now);
  };
  tell();
  const watch = setInterval(tell, TICK_MS);
  return () => clearInterval(watch);
}
