module attributes {ingot.stage = "lower", ingot.interface = {name = "broken"}} {
