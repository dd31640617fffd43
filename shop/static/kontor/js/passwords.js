// A button below each password that shows what was typed. Without scripts there is none.
const words = document.currentScript.dataset;
for (const field of document.querySelectorAll('.field input[type="password"]')) {
  const button = document.createElement("button");
  const show = (visible) => {
    field.type = visible ? "text" : "password";
    button.textContent = visible ? words.hide : words.show;
  };
  button.type = "button";
  button.className = "btn-link-quiet";
  button.setAttribute("aria-controls", field.id);
  button.addEventListener("click", () => show(field.type === "password"));
  // Password managers and the browser's memory of forms look for a password.
  field.form.addEventListener("submit", () => show(false));
  show(false);
  field.after(button);
}
