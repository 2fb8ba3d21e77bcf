"""Names that are common in the United Kingdom, across its communities, and the words around names and addresses."""

_FIRST_NAMES = (
    # as registrars of births have written them most often since the 1930s, and names of families from elsewhere
    "Aaron Abdul Abdullah Abigail Adam Adrian Agnes Ahmed Aidan Aisha Alan Albert Alex Alexander Alexandra Alfie Alfred Ali Alice "
    "Alison Amanda Amber Amelia Amina Amir Amy Andrea Andrew Angela Angus Anil Anita Ann Anna Anne Annette Anthony Antonio Anwar "
    "Archie Arjun Arthur Asha Ashley Audrey Ava Ayesha Barbara Barry Beatrice Ben Benjamin Bernard Beth Bethany Betty Beverley "
    "Bilal Blessing Brandon Brenda Brian Bridget Bronwen Callum Cameron Carl Carol Caroline Catherine Cerys Charles Charlie "
    "Charlotte Chelsea Cheryl Chioma Chloe Christian Christina Christine Christopher Claire Clare Clive Colin Connor Courtney Craig "
    "Daisy Damian Daniel Danielle Darren David Dawn Dean Deborah Declan Deepak Denis Dennis Derek Dermot Diana Diane Donald Donna Doreen "
    "Doris Dorothy Douglas Duncan Dylan Edith Edward Eileen Elaine Eleanor Elena Elizabeth Ella Ellen Ellie Elsie Emily Emma Eric Erin Ernest "
    "Ethan Eva Evan Evelyn Evie Ewan Faith Farah Farhan Fatima Fatma Fiona Florence Frances Francis Frank Freda Freddie Frederick Freya Gareth Gary "
    "Gavin Gemma Geoffrey George Georgia Georgina Gerald Geraldine Gerard Gillian Gladys Glenn Gloria Gordon Grace Graham Grzegorz "
    "Gurpreet Gwen Hannah Hardeep Harjit Harold Harpreet Harriet Harry Hassan Hayley Hazel Heather Heidi Helen Henry Hilary Hilda Holly Howard "
    "Hugh Hussain Ian Ibrahim Imran Ines Irene Iris Isaac Isabel Isabella Isla Ivan Ivy Jack Jacob Jacqueline Jade Jagdeep Jake James Jamie Jan "
    "Jane Janet Janice Jasmine Jason Jaspreet Javed Jayne Jean Jeffrey Jennifer Jeremy Jessica Jill Joan Joanna Joanne Joao Joe Joel John Jonathan "
    "Jordan Joseph Joshua Joyce Judith Julia Julian Julie June Justin Kamal Karen Katarzyna Kate Katherine Kathleen Kathryn Katie "
    "Kayleigh Keith Kelly Kenneth Kerry Kevin Khadija Khalid Kieran Kim Kimberley Kirsty Krzysztof Kwame Kyle Lakshmi Laura Lauren Lawrence Leah Lee Leo "
    "Leon Leonard Lesley Leslie Lewis Liam Lilian Lily Linda Lindsay Lisa Logan Lorraine Louis Louise Lucas Lucy Luke Lynn Lynne Magdalena Malcolm Mandy "
    "Manjit Marcin Marcus Margaret Maria Marian Marie Marilyn Marion Marjorie Mark Martin Mary Maryam Mateusz Matthew Maureen Mavis Max Maya Megan Mehmet "
    "Melanie Melissa Mia Michael Michelle Mick Miriam Mohamed Mohammad Mohammed Moira Molly Monika Morgan Muhammad Muriel Mustafa Nadia Naomi Nasreen Natalie Natasha "
    "Nathan Neil Ngozi Niamh Nicholas Nicola Nicole Nigel Nikhil Noah Noel Norma Norman Oliver Olivia Olu Omar Oscar Owen Pamela Parveen Patricia Patrick Paul Paula Pauline "
    "Pawel Peggy Penelope Peter Philip Phillip Phoebe Phyllis Piotr Poppy Pradeep Priya Rachel Rahul Raj Rajesh Ralph Raymond Rebecca Reece Rhys Richard Rita Robert Robin Roger "
    "Ronald Rory Rosa Rose Rosemary Rosie Roy Ruby Russell Ruth Ryan Sadia Saima Sally Sam Samantha Samina Samuel Sandeep Sandra Sanjay Sara Sarah Scarlett Scott Sean Shabana Shanice "
    "Shannon Sharon Shaun Sheila Shirley Sian Sidney Simon Sofia Sophia Sophie Stacey Stanley Stella Stephanie Stephen Steve Steven Stuart Sue Sunil Surinder Susan Suzanne Sylvia Tamara "
    "Tanya Tara Tariq Terence Teresa Terry Theo Theresa Thomas Tiffany Timothy Tina Toby Tom Tomasz Tony Tracey Tracy Trevor Tunde Valerie Vanessa Vera Veronica Victor Victoria Vijay "
    "Vincent Violet Vivian Walter Wayne Wendy Wilfred William Winifred Yasmin Yusuf Yvonne Zachary Zahra Zainab Zara Zoe Zofia"
)
FIRST_NAMES = frozenset(_FIRST_NAMES.split())

_SURNAMES = (
    "Adams Adeyemi Afolabi Agarwal Ahmad Ahmed Akhtar Ali Allen Anderson Andrews Armstrong Asante Atkinson Bailey Baker Ball Banerjee Barker Barnes "
    "Begum Bell Bennett Berry Bibi Boateng Booth Bradley Brennan Brown Butler Byrne Campbell Carr Carter Chan Chapman Chaudhry Chen Choudhury Clark Clarke Cohen Cole Collins Cook Cooper "
    "Cox Cunningham Daly Das Davies Davis Dawson Desai Dhillon Dixon Doherty Douglas Doyle Edwards Eze Ellis Evans Farah Ferguson Fernandes Fisher Fletcher Foster Fox Francis Fraser "
    "Gallagher Gardner George Gibson Gill Gordon Graham Grant Gray Green Griffiths Gupta Hall Hamilton Harper Harris Harrison Hart Harvey Hassan Hill Holmes Hudson Hughes Hunt Hunter "
    "Hussain Hussein Ibrahim Iqbal Islam Jackson James Jenkins Johal Johnson Johnston Jones Joseph Kaur Kelly Kennedy Khan King Knight Kowalski Kumar Lawrence Lee Lewis Li Lloyd Macdonald "
    "Mahmood Malik Marshall Martin Mason Matthews Mensah Miah Miller Mills Mistry Mitchell Mohamed Mohammed Moore Morgan Morris Morrison Murphy Murray Nguyen Nowak O'Brien O'Connor O'Neill "
    "Okafor Okonkwo Osei Owen Owusu Palmer Parker Patel Pearce Pearson Perera Phillips Popescu Powell Price Qureshi Rahman Rao Reid Reynolds Richards Richardson Roberts Robertson Robinson Rodrigues "
    "Rogers Rose Ross Russell Ryan Saeed Sandhu Santos Saunders Scott Shah Sharma Shaw Sheikh Siddiqui Silva Simpson Singh Smith Spencer Stevens Stewart Stone Sullivan Taylor Thomas "
    "Thompson Thomson Turner Wagner Walker Walsh Wang Ward Watson Webb Wells West White Wilkinson Williams Wilson Wong Wood Woods Wright Yang Yilmaz Young Zaman Zhang"
)
SURNAMES = frozenset(_SURNAMES.split())

TITLES = ("Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Prof", "Professor", "Rev", "Reverend", "Sir", "Dame", "Lady", "Lord")  # fmt: skip

# What stands before a name; the form ends with the first letter of a surname.
NAMED = rf"(?:(?:{'|'.join(TITLES)})\.?|Dear|{'|'.join(sorted(FIRST_NAMES))}) [A-Z]"
LABELLED = r"(?:(?:[Ff]ull|[Ff]irst|[Ll]ast|[Ff]amily|[Cc]lient|[Pp]atient|[Tt]enant|[Aa]pplicant|[Cc]hild|[Pp]upil|[Ee]mployee|[Cc]ustomer|[Cc]laimant|[Cc]arer)(?:'s)? )?(?:[Nn]ame|NAME|[Ss]urname|SURNAME|[Ff]orenames?)[ \t]{0,3}:"

STREETS = ("Road", "Rd", "Street", "St", "Avenue", "Ave", "Lane", "Ln", "Drive", "Close", "Court", "Crescent", "Place", "Way", "Gardens", "Terrace", "Square", "Grove", "Hill", "Park", "Walk", "Mews", "Row", "Green", "Rise", "View")  # fmt: skip
STREET = rf"[0-9]{{1,3}}[A-Za-z]?,? (?:[A-Z][a-z']{{1,14}} ){{1,2}}(?:{'|'.join(STREETS)})"
